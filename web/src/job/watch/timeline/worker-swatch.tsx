/** Colours and patterns of workers, as SVG. */
import { lookOf, PATTERNS, type Pattern } from "./worker-style.js";

const LINES: Readonly<Record<Exclude<Pattern, "">, string>> = {
  rising: "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6",
  falling: "M-2 6 L2 10 M0 0 L8 8 M6 -2 L10 2",
  bars: "M2 0 V8 M6 0 V8",
  lines: "M0 2 H8 M0 6 H8",
  dots: "",
};

const idOf = (prefix: string, pattern: Pattern): string => `${prefix}-${pattern}`;

/** Patterns for `fill`; `prefix` is unique in the page. */
export function PatternDefinitions({ prefix }: { prefix: string }) {
  return (
    <defs>
      {PATTERNS.map(
        (pattern) =>
          pattern !== "" && (
            <pattern key={pattern} id={idOf(prefix, pattern)} width="8" height="8" patternUnits="userSpaceOnUse">
              {pattern === "dots" ? (
                <>
                  <circle cx="2" cy="2" r="1.3" className="fill-surface" />
                  <circle cx="6" cy="6" r="1.3" className="fill-surface" />
                </>
              ) : (
                <path d={LINES[pattern]} className="stroke-surface" strokeWidth="1.4" fill="none" />
              )}
            </pattern>
          ),
      )}
    </defs>
  );
}

interface WorkerFillProps {
  prefix: string;
  rank: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A rectangle in a worker's colour and pattern. */
export function WorkerFill({ prefix, rank, ...place }: WorkerFillProps) {
  const { colour, pattern } = lookOf(rank);
  // A pattern on a narrow bar is invisible and only costs time.
  const isPatterned = pattern !== "" && place.width >= 6;
  return (
    <>
      <rect {...place} rx={2} style={{ fill: colour }} />
      {isPatterned && <rect {...place} rx={2} fill={`url(#${idOf(prefix, pattern)})`} opacity={0.55} />}
    </>
  );
}
