/** The screen of one job: the video, and beside it the progress, the subtitles and the results. */
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import { ApiProblem, problemText } from "../api/problem.js";
import { oneJobQuery } from "../api/job-query.js";
import { Button } from "../controls/button.js";
import { Notice } from "../controls/notice.js";
import { useTexts } from "../language/texts.js";
import { OpenJob } from "./open-job.js";
import type { LocalVideo } from "./watch/use-video-source.js";

interface JobScreenProps {
  id: string;
  /** The video of a job that was chosen in this page: it plays without the server. */
  localVideo?: (id: string) => LocalVideo | undefined;
}

export function JobScreen({ id, localVideo }: JobScreenProps) {
  const t = useTexts();
  const { data: job, error, refetch, isFetching } = useQuery(oneJobQuery(id));
  const [isGone, setIsGone] = useState(false);
  const isMissing = error instanceof ApiProblem && (error.status === 404 || error.status === 422);

  // A job that the page has seen was deleted; an unknown id may never have existed.
  if (isGone || (isMissing && job !== undefined)) return <NoJob title={t.watch.removed} hint={t.watch.removedHint} />;
  if (isMissing) return <NoJob title={t.watch.noJob} hint={t.watch.noJobHint} />;
  if (job !== undefined) return <OpenJob job={job} local={localVideo?.(id)} onGone={() => setIsGone(true)} />;
  if (error !== null)
    return (
      <div className="mx-auto flex max-w-xl flex-col items-start gap-4 p-6">
        <Notice kind="error">{problemText(error)}</Notice>
        <Button look="primary" disabled={isFetching} onClick={() => void refetch()}>
          {t.app.retry}
        </Button>
      </div>
    );
  return <p className="text-muted p-6">{t.app.loading}</p>;
}

function NoJob({ title, hint }: { title: string; hint: ReactNode }) {
  const t = useTexts();
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-3 p-6">
      <h1 className="text-2xl font-semibold">{title}</h1>
      <p className="text-muted">{hint}</p>
      <Link href="/jobs" className="text-accent inline-flex min-h-10 items-center self-start underline">
        {t.watch.back}
      </Link>
    </div>
  );
}
