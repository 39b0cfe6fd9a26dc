/** WebVTT. Pure. */
import { formatTime } from "./clock.js";
import type { Cue } from "./cue.js";

/** The cues of one language as a .vtt file. */
export function toVtt(cues: readonly Cue[], language: string): string {
  const blocks = cues
    .filter((cue) => (cue.text[language] ?? "") !== "")
    .map(
      (cue) =>
        `${cue.index}\n${formatTime(cue.start, ".")} --> ${formatTime(cue.end, ".")}\n${escapeText(cue.text[language] ?? "")}\n`,
    );
  return ["WEBVTT\n", ...blocks].join("\n");
}

/** Text is markup in WebVTT: what could be read as a tag, an entity or an arrow is written as an entity. */
function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
