/** A start or end of a cue: typed, or moved by the arrow keys. */
import { memo, useId, useState } from "react";
import type { Outcome } from "../../../editing/outcome.js";
import { indexOfKey, type Rows } from "../../../editing/row.js";
import { nudge, parseTime, setEnd, setStart } from "../../../editing/times.js";
import { cueClock } from "../../../language/format.js";
import { useTexts } from "../../../language/texts.js";
import { choose } from "../commands.js";
import { useTools } from "../context.js";

export type Edge = "start" | "end";

interface TimeFieldProps {
  rowKey: string;
  at: number;
  edge: Edge;
  seconds: number;
  isEstimated: boolean;
}

export const TimeField = memo(function TimeField({ rowKey, at, edge, seconds, isEstimated }: TimeFieldProps) {
  const t = useTexts().editor;
  const tools = useTools();
  const { session, playback } = tools;
  const [typed, setTyped] = useState<string | null>(null);
  const hint = useId();
  const apply = (act: (rows: Rows, row: number) => Outcome, tag: string | null = null): void => {
    const { rows } = session;
    session.apply(act(rows, indexOfKey(rows, rowKey, at)), { tag });
  };
  const finish = (): void => {
    if (typed === null) return;
    setTyped(null);
    const value = parseTime(typed);
    if (value === null) return session.tell({ kind: "refused", why: "not-a-time" });
    apply((rows, row) => (edge === "start" ? setStart : setEnd)(rows, row, value));
  };
  return (
    <>
      <input
        aria-label={(edge === "start" ? t.startOf : t.endOf)(at + 1)}
        aria-describedby={hint}
        title={isEstimated ? `${t.estimated}. ${t.timeHint}` : t.timeHint}
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        value={typed ?? `${isEstimated ? "≈" : ""}${cueClock(seconds)}`}
        onFocus={({ target }) => {
          choose(tools, rowKey, null);
          setTyped(cueClock(seconds));
          requestAnimationFrame(() => target.select());
        }}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.altKey || event.ctrlKey || event.metaKey) return;
          if (event.key === "Enter") finish();
          else if (event.key === "Escape") setTyped(null);
          else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
            const step = (event.shiftKey ? 0.1 : playback.frameSeconds) * (event.key === "ArrowUp" ? 1 : -1);
            setTyped(null);
            apply((rows, row) => nudge(rows, row, edge, step), `${rowKey} ${edge}`);
          } else return;
          event.preventDefault();
        }}
        className="hover:border-line focus:border-accent focus:bg-surface min-h-6 w-29 rounded-md border border-transparent bg-transparent px-1.5 text-sm tabular-nums pointer-coarse:min-h-11"
      />
      <span id={hint} hidden>
        {isEstimated ? `${t.estimated}. ${t.timeHint}` : t.timeHint}
      </span>
    </>
  );
});

const STEPS = [
  { unit: "tenth", way: "earlier", sign: "«" },
  { unit: "frame", way: "earlier", sign: "‹" },
  { unit: "frame", way: "later", sign: "›" },
  { unit: "tenth", way: "later", sign: "»" },
] as const;

/** Buttons that move an edge by a frame or a tenth of a second. */
export function Nudges({ rowKey, at, edge }: { rowKey: string; at: number; edge: Edge }) {
  const t = useTexts().editor;
  const { session, playback } = useTools();
  return (
    <div className="flex gap-1" dir="ltr">
      {STEPS.map(({ unit, way, sign }) => (
        <button
          key={`${unit} ${way}`}
          type="button"
          aria-label={t.nudge[edge][unit][way]}
          title={t.nudge[edge][unit][way]}
          onClick={() => {
            const { rows } = session;
            const by = (unit === "tenth" ? 0.1 : playback.frameSeconds) * (way === "later" ? 1 : -1);
            session.apply(nudge(rows, indexOfKey(rows, rowKey, at), edge, by), { tag: `${rowKey} ${edge}` });
          }}
          className="border-line bg-surface hover:bg-raised min-h-6 min-w-6 rounded-md border text-sm leading-none pointer-coarse:min-h-11 pointer-coarse:min-w-11 pointer-coarse:text-lg"
        >
          <span aria-hidden>{sign}</span>
        </button>
      ))}
    </div>
  );
}
