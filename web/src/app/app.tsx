/** Which screen belongs to which address. Screens that the first visit does not need are loaded when they are opened. */
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { Toasts } from "../controls/toast.js";
import { NewJobScreen } from "../new-job/new-job-screen.js";
import { SignInGate } from "../sign-in/sign-in-gate.js";
import { useTexts } from "../language/texts.js";
import { Background } from "./background.js";
import { ErrorBoundary } from "./error-boundary.js";
import { NotFound } from "./not-found.js";
import { Shell } from "./shell.js";

const JobsScreen = lazy(() => import("../jobs/jobs-screen.js").then(({ JobsScreen: it }) => ({ default: it })));
const JobScreen = lazy(() => import("../job/job-screen.js").then(({ JobScreen: it }) => ({ default: it })));
const StatusScreen = lazy(() => import("../status/status-screen.js").then(({ StatusScreen: it }) => ({ default: it })));

export function App() {
  const t = useTexts();
  return (
    <ErrorBoundary>
      <SignInGate>
        <Background />
        <Shell>
          <Suspense fallback={<p className="text-muted p-6">{t.app.loading}</p>}>
            <Switch>
              <Route path="/" component={NewJobScreen} />
              <Route path="/jobs" component={JobsScreen} />
              <Route path="/jobs/:id">{({ id }) => <JobScreen key={id} id={id} />}</Route>
              <Route path="/status" component={StatusScreen} />
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </Shell>
      </SignInGate>
      <Toasts />
    </ErrorBoundary>
  );
}
