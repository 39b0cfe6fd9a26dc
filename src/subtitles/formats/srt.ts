/** SubRip. Pure. */
import { formatTime } from "./clock.js";
import type { Cue } from "../cue.js";
import { shownCues } from "../shown-cues.js";

/** WORD JOINER: it has no width, and readers of times do not know it. */
const JOINER = "\u2060";
/** A time as readers of SubRip look for it, some of them anywhere in a line. */
const TIMES = /(\d+:\d+)([.,:])(?=\d)/g;

/**
 * The cues of one language as an .srt file. Cues without text in it are left out; numbers run on.
 *
 * SubRip has no way to escape. In a line of text that looks like times, those and the arrow get a sign without width in their middle: readers would
 * take the line for the beginning of another cue.
 */
export function toSrt(cues: readonly Pick<Cue, "start" | "end" | "text">[], language: string): string {
  return shownCues(cues, language)
    .map(
      ({ start, end, text }, i) =>
        `${i + 1}\n${formatTime(start, ",")} --> ${formatTime(end, ",")}\n${text.split("\n").map(harmless).join("\n")}\n`,
    )
    .join("\n");
}

function harmless(line: string): string {
  const times = line.match(TIMES)?.length ?? 0;
  if (times === 0 || (times === 1 && !line.includes("-->"))) return line;
  return line.replace(TIMES, `$1${JOINER}$2`).replaceAll("-->", `--${JOINER}>`);
}
