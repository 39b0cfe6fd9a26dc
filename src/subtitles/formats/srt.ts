/** SubRip. Pure. */
import { formatTime } from "./clock.js";
import type { SubtitleFormat, WrittenCue } from "./format.js";
import { shownCues } from "../shown-cues.js";

export const SUBRIP: SubtitleFormat = {
  id: "srt",
  name: "SubRip",
  mediaType: "application/x-subrip; charset=utf-8",
  isWrittenByDefault: true,
  write: toSrt,
};

/** WORD JOINER: it has no width, and a reader that looks for times does not skip it. */
const JOINER = "\u2060";
/** A time in the forms that readers of SubRip accept, some of them anywhere in a line. */
const TIMES = /(\d+:\d+)([.,:])(?=\d)/g;

/**
 * The cues of one language as an .srt file, numbered from 1. Cues without visible text are left out.
 *
 * SubRip has no escapes. If a line of text looks like a cue's times, a WORD JOINER breaks up the times and the arrow:
 * readers would otherwise take the line for the beginning of another cue.
 */
export function toSrt(cues: readonly WrittenCue[], language: string): string {
  return shownCues(cues, language)
    .map(({ start, end, text }, i) => {
      const lines = text.split("\n").map(withoutTimes).join("\n");
      return `${i + 1}\n${formatTime(start, ",")} --> ${formatTime(end, ",")}\n${lines}\n`;
    })
    .join("\n");
}

/** The line, broken up if a reader could take it for a cue's times. */
function withoutTimes(line: string): string {
  const times = line.match(TIMES)?.length ?? 0;
  if (times === 0 || (times === 1 && !line.includes("-->"))) return line;
  return line.replace(TIMES, `$1${JOINER}$2`).replaceAll("-->", `--${JOINER}>`);
}
