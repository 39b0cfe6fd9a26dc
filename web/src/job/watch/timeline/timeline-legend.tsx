/** The legend of the timeline: the workers' colours and the meaning of the shapes. */
import { useId } from "react";
import { clock, decimal } from "../../../language/format.js";
import { useTexts } from "../../../language/texts.js";
import { BarShape } from "./timeline.js";
import { workerName } from "../describe-segment.js";
import { PatternDefinitions, WorkerFill } from "./worker-swatch.js";
import type { WorkerState } from "./workers.js";

interface TimelineLegendProps {
  workers: readonly WorkerState[];
  /** Whether the job runs: the legend then shows the work of each worker. */
  isRunning: boolean;
  hasFailed: boolean;
  hasAgain: boolean;
}

export function TimelineLegend({ workers, isRunning, hasFailed, hasAgain }: TimelineLegendProps) {
  const t = useTexts();
  const id = useId();
  const shapes = [
    ...(isRunning ? (["waiting", "running"] as const) : []),
    "done" as const,
    ...(hasFailed ? (["failed"] as const) : []),
  ];
  return (
    <div className="flex flex-col gap-3">
      <ul
        aria-label={t.watch.workers}
        className="grid grid-cols-[repeat(auto-fill,minmax(min(19rem,100%),1fr))] gap-x-4 gap-y-1.5"
      >
        {workers.map((worker) => (
          <li
            key={worker.key}
            title={t.watch.workerTechnical(decimal(worker.rank, 0), worker.host)}
            className="flex min-w-0 items-center gap-2 text-sm"
          >
            <svg aria-hidden width="20" height="20" className={`shrink-0 ${worker.isGone ? "opacity-50" : ""}`}>
              <PatternDefinitions prefix={`${id}-${worker.rank}`} />
              <WorkerFill prefix={`${id}-${worker.rank}`} rank={worker.rank} x={0} y={0} width={20} height={20} />
              <rect x={4} y={4} width={12} height={12} rx={6} className="fill-surface" />
              <text
                x={10}
                y={10}
                textAnchor="middle"
                dominantBaseline="central"
                className="fill-ink text-[9px] font-semibold"
              >
                {worker.rank + 1}
              </text>
            </svg>
            <span className="min-w-0 truncate" dir="auto">
              {workerName(t, worker)}
            </span>
            <span className={`ms-auto whitespace-nowrap ${worker.isGone ? "text-bad font-medium" : "text-muted"}`}>
              <WorkerNow worker={worker} isRunning={isRunning} />
            </span>
          </li>
        ))}
      </ul>
      <ul
        aria-label={t.watch.legend}
        hidden={!isRunning && !hasFailed && !hasAgain}
        className="text-muted flex flex-wrap gap-x-5 gap-y-1.5 text-sm"
      >
        {shapes.map((state) => (
          <li key={state} className="flex items-center gap-1.5">
            <Sample state={state} />
            {t.watch.segment[state]}
          </li>
        ))}
        {hasAgain && (
          <li className="flex items-center gap-1.5">
            <svg aria-hidden width="12" height="10">
              <path d="M1 1 h10 l-5 7 z" className="fill-warn" />
            </svg>
            {t.watch.again}
          </li>
        )}
      </ul>
    </div>
  );
}

function WorkerNow({ worker, isRunning }: { worker: WorkerState; isRunning: boolean }) {
  const t = useTexts();
  const did = t.watch.workerDid(decimal(worker.done, 0));
  if (!isRunning) return <>{did}</>;
  const [first] = worker.running;
  const now = first ? t.watch.workerAt(clock(first.start)) : worker.isGone ? t.watch.workerGone : t.watch.workerIdle;
  return (
    <>
      {did}, {now}
    </>
  );
}

function Sample({ state }: { state: "waiting" | "running" | "done" | "failed" }) {
  const id = useId();
  return (
    <svg aria-hidden width="14" height="20" viewBox="-1 -1 16 46" preserveAspectRatio="none">
      <BarShape prefix={id} x={0} width={14} state={state} rank={state === "waiting" ? null : 7} isAgain={false} />
    </svg>
  );
}
