/** The tab with a job's progress, its workers and the recognized texts. */
import { useMemo } from "react";
import { Notice } from "../../controls/notice.js";
import { decimal } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";
import type { Playback } from "../../player/playback.js";
import { HeardList } from "./transcript/recognized-list.js";
import type { Segment } from "./live/live-job.js";
import { HandoverNotice, JobNotices } from "./notices.js";
import { ProgressFigures } from "./progress-figures.js";
import { isAgain } from "./timeline/timeline-layout.js";
import { TimelineLegend } from "./timeline/timeline-legend.js";
import { TimelineTable } from "./timeline/timeline-table.js";
import { Timeline } from "./timeline/timeline.js";
import type { WatchedJob } from "./live/use-live-job.js";
import { workersOf } from "./timeline/workers.js";

export function WatchPanel({ watched, playback }: { watched: WatchedJob; playback: Playback }) {
  const t = useTexts();
  const { job, live, isConnected } = watched;
  const { segments } = live;
  const workers = useMemo(() => workersOf(live), [live]);
  const isRunning = job.status === "running";
  const isBusy = isRunning || job.status === "queued";
  return (
    <div className="flex flex-col gap-5">
      {!isConnected && isBusy && (
        <Notice kind="warning">
          <p>{t.watch.away}</p>
        </Notice>
      )}
      <JobNotices job={job} />
      <ProgressFigures job={job} live={live} workers={workers.filter(({ isGone }) => !isGone).length} />
      <HandoverNotice handovers={isRunning ? live.handovers : []} />
      <section className="flex flex-col gap-3">
        <div>
          <h2 className="text-lg font-semibold">{t.watch.timeline}</h2>
          <p className="text-muted text-sm">
            {segments.length > 0 ? t.watch.timelineHint : isBusy ? t.watch.noSegments : t.watch.noSegmentsEver}
          </p>
        </div>
        {segments.length > 0 && (
          <>
            <p className="sr-only">{summaryOf(t.watch.timelineSummary, segments)}</p>
            <Timeline segments={segments} duration={job.duration} playback={playback} />
            <TimelineLegend
              workers={workers}
              isRunning={isRunning}
              hasFailed={segments.some(({ state }) => state === "failed")}
              hasAgain={segments.some(isAgain)}
            />
            <TimelineTable segments={segments} playback={playback} />
          </>
        )}
      </section>
      {job.status !== "completed" && (isBusy || live.cues.length > 0) && (
        <HeardList
          cues={live.cues}
          playback={playback}
          language={job.language?.code ?? (job.source === "auto" ? undefined : job.source)}
          isRunning={isRunning}
        />
      )}
    </div>
  );
}

function summaryOf(
  text: (total: string, done: string, running: string, waiting: string, failed: string) => string,
  segments: readonly Segment[],
): string {
  const count = (state: Segment["state"]): string =>
    decimal(segments.filter((segment) => segment.state === state).length, 0);
  return text(decimal(segments.length, 0), count("done"), count("running"), count("waiting"), count("failed"));
}
