/** One job in a list. */
import { useQueryClient } from "@tanstack/react-query";
import { Ban, CircleCheck, CircleX, Clock, Film, LoaderCircle, RotateCw, Trash2, X } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import type { Job } from "../api/client.js";
import type { JobStatus } from "../api/job-lists.js";
import { Button, IconButton } from "../controls/button.js";
import { Progress } from "../controls/progress.js";
import { clock, languageName, moment, percent } from "../language/format.js";
import { useTexts } from "../language/texts.js";
import { deleteJob } from "./deletions.js";
import { cancelJob, retryJob } from "./job-actions.js";

const ICONS: Readonly<Record<JobStatus, ReactNode>> = {
  queued: <Clock aria-hidden size={16} className="text-muted shrink-0" />,
  running: <LoaderCircle aria-hidden size={16} className="text-accent shrink-0 animate-spin" />,
  completed: <CircleCheck aria-hidden size={16} className="text-good shrink-0" />,
  failed: <CircleX aria-hidden size={16} className="text-bad shrink-0" />,
  cancelled: <Ban aria-hidden size={16} className="text-muted shrink-0" />,
};

/** "English → Spanish, Catalan" */
function useLanguages({ source, language, targets }: Job): string {
  const t = useTexts().jobs;
  const code = language?.code ?? source;
  const from = code === "auto" ? t.detected : languageName(code);
  return t.languages(from, targets.map(languageName).join(", "));
}

export function JobRow({ job, onDeleted }: { job: Job; onDeleted?: () => void }) {
  const texts = useTexts();
  const t = texts.jobs;
  const queries = useQueryClient();
  const languages = useLanguages(job);
  const { id, filename, status, progress, segments, error, createdAt, duration } = job;
  const isActive = status === "queued" || status === "running";
  return (
    <li className="border-line bg-surface relative flex gap-4 rounded-2xl border p-3 hover:bg-raised/50">
      <Thumbnail job={job} />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
          {/* The whole row is a link to the job; its buttons lie above the link. */}
          <Link
            href={`/jobs/${id}`}
            dir="auto"
            className="line-clamp-2 min-w-0 flex-1 font-semibold [overflow-wrap:anywhere] after:absolute after:inset-0 after:rounded-2xl hover:underline"
          >
            {filename}
          </Link>
          <div className="relative flex shrink-0 gap-1">
            {(status === "failed" || status === "cancelled") && (
              <Button small aria-label={t.retryOf(filename)} onClick={() => void retryJob(queries, job)}>
                <RotateCw aria-hidden size={16} />
                {t.retry}
              </Button>
            )}
            {isActive && (
              <Button small aria-label={t.cancelOf(filename)} onClick={() => void cancelJob(queries, job)}>
                <X aria-hidden size={16} />
                {t.cancel}
              </Button>
            )}
            <IconButton
              small
              label={t.removeOf(filename)}
              icon={<Trash2 aria-hidden size={16} />}
              onClick={() => {
                deleteJob(queries, job);
                onDeleted?.();
              }}
            />
          </div>
        </div>
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
          <span className="inline-flex items-center gap-1.5 font-medium">
            {ICONS[status]}
            {t.statuses[status]}
            {status === "running" && <span className="tabular-nums">{percent(progress)}</span>}
          </span>
          <span className="text-muted">{languages}</span>
          <span className="text-muted">{moment(createdAt)}</span>
        </p>
        {isActive && <Progress share={status === "queued" ? 0 : progress} label={t.progress(filename)} />}
        {status === "failed" && (
          <div className="text-sm">
            <p>{t.failedHint}</p>
            {error !== null && (
              <details className="relative">
                <summary className="text-muted w-fit pointer-coarse:py-2.5">{t.why}</summary>
                <p dir="auto" className="[overflow-wrap:anywhere]">
                  {error}
                </p>
              </details>
            )}
          </div>
        )}
        {status === "completed" && segments.failed > 0 && (
          <p className="text-warn text-sm">{t.segmentsFailed(segments.failed)}</p>
        )}
      </div>
      <span className="sr-only">{clock(duration)}</span>
    </li>
  );
}

/** A frame of the video, or an icon if it has no picture. */
function Thumbnail({ job: { id, duration } }: { job: Job }) {
  const [hasFailed, setHasFailed] = useState(false);
  const seconds = Math.floor(Math.min(duration / 3, 60));
  return (
    <div className="bg-raised text-muted relative flex aspect-video w-24 shrink-0 items-center justify-center self-start overflow-hidden rounded-lg sm:w-36">
      {hasFailed ? (
        <Film aria-hidden size={28} />
      ) : (
        <img
          src={`/api/jobs/${id}/thumbnails/${seconds}.jpg?width=320`}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setHasFailed(true)}
          className="size-full object-cover"
        />
      )}
      <span aria-hidden className="absolute end-1 bottom-1 rounded bg-black/70 px-1 text-xs text-white tabular-nums">
        {clock(duration)}
      </span>
    </div>
  );
}
