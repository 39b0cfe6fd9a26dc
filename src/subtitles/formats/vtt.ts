/** WebVTT. Pure. */
import { formatTime } from "./clock.js";
import type { SubtitleFormat, WrittenCue } from "./format.js";
import { shownCues } from "../shown-cues.js";

export const WEBVTT: SubtitleFormat = {
  id: "vtt",
  name: "WebVTT",
  mediaType: "text/vtt; charset=utf-8",
  isWrittenByDefault: true,
  write: toVtt,
};

/** The cues of one language as a .vtt file, numbered from 1. Cues without visible text are left out. */
export function toVtt(cues: readonly WrittenCue[], language: string): string {
  const blocks = shownCues(cues, language).map(
    ({ start, end, text }, i) =>
      `${i + 1}\n${formatTime(start, ".")} --> ${formatTime(end, ".")}\n${escapeText(text)}\n`,
  );
  return ["WEBVTT\n", ...blocks].join("\n");
}

/** Text is markup in WebVTT: entities replace every character that could begin a tag, an entity or an arrow. */
function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
