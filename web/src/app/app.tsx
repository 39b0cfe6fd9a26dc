/** The routes of the page. Screens that a first visit does not need are loaded when they are opened. */
import { Suspense, useEffect } from "react";
import { Route, Switch } from "wouter";
import { Toasts } from "../controls/toast.js";
import { DropAnywhere } from "../new-job/drop-anywhere.js";
import { NewJobScreen } from "../new-job/new-job-screen.js";
import { SignInGate } from "../sign-in/sign-in-gate.js";
import { useTexts } from "../language/texts.js";
import { localFile } from "../upload/file/local-files.js";
import { Background } from "./background.js";
import { ErrorBoundary } from "./error-boundary.js";
import { lazyScreen, loadScreensLater } from "./load-screen.js";
import { NotFound } from "./not-found.js";
import { Shell } from "./shell.js";

const JobsScreen = lazyScreen(() => import("../jobs/jobs-screen.js").then((it) => it.JobsScreen));
const JobScreen = lazyScreen(() => import("../job/job-screen.js").then((it) => it.JobScreen));
const StatusScreen = lazyScreen(() => import("../status/status-screen.js").then((it) => it.StatusScreen));

export function App() {
  const t = useTexts();
  useEffect(loadScreensLater, []);
  return (
    <ErrorBoundary>
      {/* Outside the gate: a video may be dropped while the page still asks who is there. */}
      <DropAnywhere />
      <SignInGate>
        <Background />
        <Shell>
          <Suspense fallback={<p className="text-muted p-6">{t.app.loading}</p>}>
            <Switch>
              <Route path="/" component={NewJobScreen} />
              <Route path="/jobs" component={JobsScreen} />
              <Route path="/jobs/:id">{({ id }) => <JobScreen key={id} id={id} localVideo={localFile} />}</Route>
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
