/** The progress of a job: percent, speed, time left, present activity. */
import { useEffect, useState, type ReactNode } from "react";
import type { Job } from "../../api/client.js";
import { Progress } from "../../controls/progress.js";
import { decimal, duration as durationText, percent, times } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";
import { phaseOf, type LiveJob } from "./live/live-job.js";
import { speedAt, timeLeftAt } from "./live/pace.js";

/** The present time, updated once a second while `runs`. */
function useNow(runs: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}

export function ProgressFigures({ job, live, workers }: { job: Job; live: LiveJob; workers: number }) {
  const t = useTexts();
  const phase = phaseOf({ ...live, status: job.status }, job);
  const isRunning = job.status === "running";
  const now = useNow(isRunning);
  const speed = isRunning ? speedAt(live.pace, now) : null;
  const left = isRunning ? timeLeftAt(live.pace, now) : null;
  const { done, failed, total } = job.segments;
  // The sound is segmented while it is read, so there may be more segments.
  const isCut = (live.segments.at(-1)?.end ?? 0) > 0.97 * job.duration;
  const outOf = isCut ? t.watch.outOf : t.watch.outOfSoFar;
  const isBusy = isRunning || job.status === "queued";
  // Everything is recognized, but the job is not finished: 100 % would be misleading.
  const share = isRunning ? Math.min(0.99, job.progress) : job.progress;
  const tens = Math.floor(share * 10) * 10;
  return (
    <section className="flex flex-col gap-3">
      <p className="sr-only" role="status">
        {isRunning ? t.watch.announced(t.watch.phase[phase], percent(tens / 100)) : t.watch.phase[phase]}
      </p>
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1" aria-hidden>
        {isBusy && phase !== "loading" && phase !== "waiting" && (
          <span className="text-3xl font-semibold tabular-nums">{percent(share)}</span>
        )}
        <span className={isBusy && phase !== "loading" && phase !== "waiting" ? "text-muted" : "text-lg font-medium"}>
          {t.watch.phase[phase]}
        </span>
      </div>
      {isBusy && (
        <Progress label={t.watch.percentOf(job.filename)} share={isRunning && phase === "loading" ? null : share} />
      )}
      {job.status === "completed" && <Took job={job} />}
      {isBusy && (
        <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          <Figure name={t.watch.speed} hint={t.watch.speedHint}>
            {speed === null ? null : times(speed)}
          </Figure>
          <Figure name={t.watch.timeLeft}>{left === null ? null : durationText(left)}</Figure>
          <Figure name={t.watch.partsDone}>
            {total === 0 ? null : outOf(decimal(done + failed, 0), decimal(total, 0))}
          </Figure>
          <Figure name={t.watch.workers}>{workers === 0 ? null : decimal(workers, 0)}</Figure>
        </dl>
      )}
    </section>
  );
}

function Figure({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  const t = useTexts();
  return (
    <div title={hint} className="border-line bg-surface rounded-xl border px-3 py-2">
      <dt className="text-muted text-sm">{name}</dt>
      <dd className={children === null ? "text-muted text-sm leading-7" : "text-lg font-semibold tabular-nums"}>
        {children ?? t.watch.notKnown}
      </dd>
    </div>
  );
}

/** The total time. */
function Took({ job }: { job: Job }) {
  const t = useTexts();
  if (job.startedAt === null || job.finishedAt === null) return null;
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000;
  return (
    <p className="text-muted">
      {seconds < 0.05
        ? t.watch.tookNoTime
        : t.watch.took(durationText(Math.max(1, seconds)), times(job.duration / seconds))}
    </p>
  );
}
