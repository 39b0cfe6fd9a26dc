/** SubRip. Pure. */
import { formatTime } from "./clock.js";
import type { Cue } from "./cue.js";

/** The cues of one language as an .srt file. Cues without text in it are left out; numbers run on. */
export function toSrt(cues: readonly Cue[], language: string): string {
  return cues
    .filter((cue) => (cue.text[language] ?? "") !== "")
    .map(
      (cue, i) =>
        `${i + 1}\n${formatTime(cue.start, ",")} --> ${formatTime(cue.end, ",")}\n${cue.text[language] ?? ""}\n`,
    )
    .join("\n");
}
