/** The timeline as a table. */
import { useState } from "react";
import { clock, decimal } from "../../../language/format.js";
import { useTexts } from "../../../language/texts.js";
import type { Playback } from "../../../player/playback.js";
import { stateText, workerName } from "../describe-segment.js";
import { workerOf, type Segment } from "../live/live-job.js";

/** Rendered only while it is open, since it has a row for each segment. */
export function TimelineTable({ segments, playback }: { segments: readonly Segment[]; playback: Playback }) {
  const t = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const { columns } = t.watch;
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary className="text-accent w-fit text-sm font-medium pointer-coarse:py-2.5">{t.watch.asTable}</summary>
      {isOpen && (
        <div
          tabIndex={0}
          role="region"
          aria-label={t.watch.timeline}
          className="border-line mt-2 max-h-80 overflow-auto rounded-lg border"
        >
          <table className="w-full text-start text-sm">
            <thead className="bg-raised sticky top-0">
              <tr>
                {[columns.part, columns.time, columns.state, columns.worker, columns.tries].map((name) => (
                  <th key={name} scope="col" className="px-3 py-1.5 text-start font-medium">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {segments.map((segment) => {
                const worker = workerOf(segment);
                return (
                  <tr key={segment.index} className="border-line border-t">
                    <th scope="row" className="px-3 py-1 text-start font-normal tabular-nums">
                      {decimal(segment.index + 1, 0)}
                    </th>
                    <td className="px-3 py-1 whitespace-nowrap tabular-nums">
                      <button
                        type="button"
                        title={t.watch.goTo(clock(segment.start))}
                        className="text-accent underline"
                        onClick={() => playback.seek(segment.start + 0.01)}
                      >
                        {t.watch.fromTo(clock(segment.start), clock(segment.end))}
                      </button>
                    </td>
                    <td className={`px-3 py-1 ${segment.state === "failed" ? "text-bad font-medium" : ""}`}>
                      {stateText(t, segment)}
                    </td>
                    <td className="px-3 py-1" dir="auto">
                      {worker ? workerName(t, worker) : "–"}
                    </td>
                    <td className="px-3 py-1 tabular-nums">{decimal(segment.attempts, 0)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
