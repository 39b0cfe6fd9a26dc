/** Shows the page after the sign-in, and the sign-in before it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { isSignedOut } from "../api/client.js";
import { meQuery } from "../api/current-user.js";
import { problemText } from "../api/problem.js";
import { Button } from "../controls/button.js";
import { Notice } from "../controls/notice.js";
import { useTexts } from "../language/texts.js";
import { useStore } from "../stores/store.js";
import { SignInScreen } from "./sign-in-screen.js";

/** The longest delay of a browser's timer, in milliseconds. */
const TIMER_MOST = 2 ** 31 - 1;

export function SignInGate({ children }: { children: ReactNode }) {
  const t = useTexts();
  const queries = useQueryClient();
  const needsToken = useStore(isSignedOut);
  const { data: me, error, refetch } = useQuery(meQuery);

  // The end of a session is noticed at once, not by the next request: a person may write for an hour in between.
  const expiresAt = me?.expiresAt ?? null;
  useEffect(() => {
    if (expiresAt === null) return;
    const wait = Math.max(0, Date.parse(expiresAt) - Date.now()) + 1000;
    const timer = setTimeout(() => void refetch(), Math.min(TIMER_MOST, wait));
    return () => clearTimeout(timer);
  }, [expiresAt, refetch]);

  useEffect(() => {
    if (!needsToken) return;
    for (const video of document.querySelectorAll("video")) video.pause();
  }, [needsToken]);

  async function enter(): Promise<void> {
    const { data: now } = await refetch();
    // The page's content belongs to the previous person.
    if (me && now && now.owner !== me.owner) return window.location.assign("/");
    isSignedOut.set(false);
    await queries.invalidateQueries();
  }

  // The page stays mounted below the sign-in, so that unsaved input survives.
  return (
    <>
      {needsToken && <SignInScreen isExpired={me !== undefined} onSignedIn={enter} />}
      <div hidden={needsToken}>
        {me !== undefined ? (
          children
        ) : error !== null && !needsToken ? (
          <main className="mx-auto flex max-w-xl flex-col items-start gap-4 p-6">
            <Notice kind="error">{problemText(error)}</Notice>
            <Button look="primary" onClick={() => void refetch()}>
              {t.app.retry}
            </Button>
          </main>
        ) : (
          <p className="text-muted p-6">{t.app.loading}</p>
        )}
      </div>
    </>
  );
}
