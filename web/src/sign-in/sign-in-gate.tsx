/** Shows the page to those whom the server knows, and the sign-in to others. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { whenSignedOut } from "../api/client.js";
import { meQuery } from "../api/me.js";
import { ApiProblem, problemText } from "../api/problem.js";
import { Button } from "../controls/button.js";
import { Notice } from "../controls/notice.js";
import { useTexts } from "../language/texts.js";
import { SignInScreen } from "./sign-in-screen.js";

export function SignInGate({ children }: { children: ReactNode }) {
  const t = useTexts();
  const queries = useQueryClient();
  const { data: me, error, refetch } = useQuery(meQuery);
  const [wasSignedIn, setWasSignedIn] = useState(false);
  const [isOver, setIsOver] = useState(false);
  if (me !== undefined && !wasSignedIn) setWasSignedIn(true);
  useEffect(() => whenSignedOut(() => setIsOver(true)), []);

  const needsToken = isOver || (error instanceof ApiProblem && error.status === 401);
  const enter = (): void => {
    setIsOver(false);
    void queries.invalidateQueries();
  };
  // The page stays below the sign-in: what somebody was writing is still there afterwards.
  return (
    <>
      {needsToken && <SignInScreen isExpired={wasSignedIn} onSignedIn={enter} />}
      <div hidden={needsToken}>
        {me !== undefined ? (
          children
        ) : error !== null && !needsToken ? (
          <div className="mx-auto flex max-w-xl flex-col items-start gap-4 p-6">
            <Notice kind="error">{problemText(error)}</Notice>
            <Button look="primary" onClick={() => void refetch()}>
              {t.app.retry}
            </Button>
          </div>
        ) : (
          <p className="text-muted p-6">{t.app.loading}</p>
        )}
      </div>
    </>
  );
}
