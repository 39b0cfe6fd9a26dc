/** A list of jobs, live. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef, type ReactNode } from "react";
import { isLive, jobListQuery, type JobFilter } from "../api/job-lists.js";
import { problemText } from "../api/problem.js";
import { Button } from "../controls/button.js";
import { Notice } from "../controls/notice.js";
import { useTexts } from "../language/texts.js";
import { useStore } from "../stores/store.js";
import { deletions } from "./deletions.js";
import { JobRow } from "./job-row.js";

interface JobListProps {
  filter: JobFilter;
  /** Jobs of a page. */
  limit?: number;
  /** Whether there are more pages. */
  hasMore?: boolean;
  /** Shown if the list is empty. */
  empty: ReactNode;
}

export function JobList({ filter, limit, hasMore = false, empty }: JobListProps) {
  const t = useTexts();
  const list = useRef<HTMLUListElement>(null);
  const hidden = useStore(deletions);
  const live = useStore(isLive);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    jobListQuery(filter, limit),
  );
  if (!data) {
    if (error === null) return <Waiting label={t.app.loading} />;
    return (
      <Notice kind="error">
        <p>{problemText(error)}</p>
        <Button small className="mt-2" onClick={() => void refetch()}>
          {t.app.retry}
        </Button>
      </Notice>
    );
  }
  const all = data.pages.flatMap(({ jobs }) => jobs).filter(({ id }) => !hidden.some((one) => one.id === id));
  const jobs = hasMore ? all : all.slice(0, limit);
  return (
    <div className="flex flex-col gap-3">
      {error !== null && !live && <Notice kind="warning">{t.jobs.paused}</Notice>}
      {jobs.length === 0 && empty}
      {/* It takes the focus when the focused row is deleted. */}
      <ul ref={list} tabIndex={-1} aria-label={t.jobs.list} className="flex flex-col gap-3 outline-none">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} onDeleted={() => list.current?.focus()} />
        ))}
      </ul>
      {hasMore && hasNextPage && (
        <div className="flex justify-center">
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchingNextPage ? t.jobs.loadingMore : t.jobs.more}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Placeholder rows, so that the layout does not jump when jobs arrive. */
function Waiting({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3">
      {[0, 1, 2].map((row) => (
        <div key={row} className="bg-raised h-24 animate-pulse rounded-2xl" />
      ))}
    </div>
  );
}
