/** The video as a strip of its segments, in the colour of the worker that does each. */
import { memo, useId, useMemo, useState } from "react";
import { clock, decimal } from "../../../language/format.js";
import { useTexts } from "../../../language/texts.js";
import type { Playback } from "../../../player/playback.js";
import { usePart } from "../../../stores/store.js";
import { describeSegment } from "../describe-segment.js";
import type { Segment } from "../live/live-job.js";
import { layOutTimeline, marksOf, segmentAt, type Bar } from "./timeline-layout.js";
import { useElementWidth } from "./use-element-width.js";
import { PatternDefinitions, WorkerFill } from "./worker-swatch.js";

interface TimelineProps {
  segments: readonly Segment[];
  /** Seconds. */
  duration: number;
  playback: Playback;
}

/** Heights in pixels: the strip, the marks of repeated segments above it, and the axis below. */
const STRIP = 44;
const ABOVE = 10;
const AXIS = 18;

export function Timeline({ segments, duration, playback }: TimelineProps) {
  const t = useTexts();
  const [measure, width] = useElementWidth();
  const id = useId();
  const bars = useMemo(() => layOutTimeline(segments, duration, width), [segments, duration, width]);
  const [pointed, setPointed] = useState<number | null>(null);
  const at = usePart(playback.state, ({ time }) => segmentAt(segments, time));
  const current = segments[at];
  const known = segments.at(-1)?.end ?? 0;
  const scale = duration > 0 ? width / duration : 0;

  const go = (place: number): void => {
    const segment = segments[Math.min(segments.length - 1, Math.max(0, place))];
    // Slightly after the edge, so that rounding does not lead to the previous segment.
    if (segment) playback.seek(segment.start + 0.01);
  };
  const placeUnder = (x: number): number => {
    const bar = bars.findIndex((one) => x >= one.x && x <= one.x + one.width + 1);
    return bar;
  };
  const bar = pointed === null ? undefined : bars[pointed];

  return (
    <div className="relative" dir="ltr">
      <div
        ref={measure}
        role="slider"
        tabIndex={0}
        aria-label={t.watch.timeline}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, segments.length - 1)}
        aria-valuenow={Math.max(0, at)}
        aria-valuetext={current ? describeSegment(t, current) : t.watch.noSegments}
        className="cursor-pointer rounded"
        onKeyDown={(event) => {
          const next = {
            ArrowLeft: at - 1,
            ArrowDown: at - 1,
            ArrowRight: at + 1,
            ArrowUp: at + 1,
            Home: 0,
            End: segments.length - 1,
          }[event.key];
          if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
          event.preventDefault();
          event.stopPropagation();
          go(next);
        }}
        onPointerMove={({ clientX, currentTarget }) => {
          const place = placeUnder(clientX - currentTarget.getBoundingClientRect().left);
          setPointed(place === -1 ? null : place);
        }}
        onPointerLeave={() => setPointed(null)}
        onClick={({ clientX, currentTarget }) => {
          const { left } = currentTarget.getBoundingClientRect();
          const found = bars[placeUnder(clientX - left)];
          if (found) go(found.first);
          else if (scale > 0) playback.seek((clientX - left) / scale);
        }}
      >
        <svg aria-hidden width={width} height={ABOVE + STRIP + AXIS} className="block overflow-visible">
          <PatternDefinitions prefix={id} />
          <g transform={`translate(0 ${ABOVE})`}>
            <rect x={0} y={STRIP - 6} width={width} height={6} rx={3} className="fill-raised" />
            {known < duration && (
              <line
                x1={known * scale}
                x2={width}
                y1={STRIP - 3}
                y2={STRIP - 3}
                strokeDasharray="2 4"
                className="stroke-muted"
              />
            )}
            {bars.map((one) => (
              <BarShape
                key={one.first}
                prefix={id}
                x={one.x}
                width={one.width}
                state={one.state}
                rank={one.worker?.rank ?? null}
                isAgain={one.isAgain}
              />
            ))}
            {bar && (
              <rect
                x={bar.x - 1}
                y={-1}
                width={bar.width + 2}
                height={STRIP + 2}
                rx={3}
                fill="none"
                strokeWidth={2}
                className="stroke-ink"
              />
            )}
            <Playhead playback={playback} scale={scale} />
            {marksOf(duration, width).map((seconds) => (
              <g key={seconds} transform={`translate(${seconds * scale} ${STRIP})`}>
                <line y1={2} y2={6} className="stroke-muted" />
                <text
                  y={17}
                  textAnchor={seconds === 0 ? "start" : seconds * scale > width - 20 ? "end" : "middle"}
                  className="fill-muted text-[11px] tabular-nums"
                >
                  {clock(seconds)}
                </text>
              </g>
            ))}
          </g>
        </svg>
      </div>
      {bar && (
        <div
          aria-hidden
          className="bg-ink text-page pointer-events-none absolute z-10 w-max max-w-64 -translate-x-1/2 rounded-lg px-2 py-1 text-xs shadow-lg"
          style={{
            insetInlineStart: `clamp(8rem, ${bar.x + bar.width / 2}px, calc(100% - 8rem))`,
            top: ABOVE + STRIP + 4,
          }}
        >
          <BarText bar={bar} segments={segments} />
        </div>
      )}
    </div>
  );
}

function BarText({ bar, segments }: { bar: Bar; segments: readonly Segment[] }) {
  const t = useTexts();
  const [first, last] = [segments[bar.first], segments[bar.last]];
  if (!first || !last) return null;
  if (first === last) {
    const technical = first.rank === null ? "" : t.watch.workerTechnical(decimal(first.rank, 0), first.host ?? "");
    return (
      <>
        <p>{describeSegment(t, first)}</p>
        {technical !== "" && <p className="opacity-75">{technical}</p>}
      </>
    );
  }
  const parts = t.watch.partsFromTo(decimal(first.index + 1, 0), decimal(last.index + 1, 0));
  return (
    <p>
      {parts}, {t.watch.fromTo(clock(first.start), clock(last.end))}: {t.watch.segment[bar.state]}
    </p>
  );
}

interface BarShapeProps {
  prefix: string;
  x: number;
  width: number;
  state: Segment["state"];
  rank: number | null;
  isAgain: boolean;
}

/**
 * The height also shows the state: low for waiting, half for running, full for done. It renders again only if it
 * changes.
 */
export const BarShape = memo(function BarShape({ prefix, x, width, state, rank, isAgain }: BarShapeProps) {
  const middle = x + width / 2;
  return (
    <g>
      {state === "waiting" && (
        <rect
          x={x + 0.5}
          y={STRIP - 9.5}
          width={Math.max(1, width - 1)}
          height={9}
          rx={2}
          className="fill-surface stroke-muted"
        />
      )}
      {state === "running" && (
        <>
          <g className="animate-pulse">
            <WorkerFill prefix={prefix} rank={rank ?? 0} x={x} y={STRIP / 2} width={width} height={STRIP / 2} />
          </g>
          <path d={`M${x} ${STRIP / 2} H${x + width}`} strokeWidth={2} className="stroke-ink" />
        </>
      )}
      {state === "done" &&
        (rank === null ? (
          <rect x={x} y={0} width={width} height={STRIP} rx={2} className="fill-muted" />
        ) : (
          <WorkerFill prefix={prefix} rank={rank} x={x} y={0} width={width} height={STRIP} />
        ))}
      {state === "failed" && (
        <>
          <rect
            x={x + 1}
            y={1}
            width={Math.max(1, width - 2)}
            height={STRIP - 2}
            rx={2}
            strokeWidth={2}
            className="fill-bad-soft stroke-bad"
          />
          {width >= 8 && (
            <path
              d={`M${middle - 4} ${STRIP / 2 - 4} l8 8 m0 -8 l-8 8`}
              strokeWidth={2}
              className="stroke-bad"
              fill="none"
            />
          )}
        </>
      )}
      {(state === "done" || state === "running") && rank !== null && width >= 22 && (
        <g transform={`translate(${middle} ${state === "done" ? STRIP / 2 : STRIP * 0.75})`}>
          <rect x={-8} y={-8} width={16} height={16} rx={8} className="fill-surface" />
          <text textAnchor="middle" dominantBaseline="central" className="fill-ink text-[11px] font-semibold">
            {rank + 1}
          </text>
        </g>
      )}
      {isAgain && <path d={`M${middle - 4} ${-ABOVE + 1} h8 l-4 6 z`} className="fill-warn" />}
    </g>
  );
});

function Playhead({ playback, scale }: { playback: Playback; scale: number }) {
  const x = usePart(playback.state, ({ time }) => Math.round(time * scale * 2) / 2);
  return (
    <g transform={`translate(${x} 0)`} className="pointer-events-none">
      <line y1={-4} y2={STRIP + 2} strokeWidth={4} className="stroke-surface" />
      <line y1={-4} y2={STRIP + 2} strokeWidth={2} className="stroke-ink" />
    </g>
  );
}
