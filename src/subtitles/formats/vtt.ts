/** WebVTT. Pure. */
import { formatTime } from "./clock.js";
import type { Cue } from "../cue.js";
import { shownCues } from "../shown-cues.js";

/** The cues of one language as a .vtt file. Cues without text in it are left out; numbers run on. */
export function toVtt(cues: readonly Pick<Cue, "start" | "end" | "text">[], language: string): string {
  const blocks = shownCues(cues, language).map(
    ({ start, end, text }, i) =>
      `${i + 1}\n${formatTime(start, ".")} --> ${formatTime(end, ".")}\n${escapeText(text)}\n`,
  );
  return ["WEBVTT\n", ...blocks].join("\n");
}

/** Text is markup in WebVTT: what could be read as a tag, an entity or an arrow is written as an entity. */
function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
