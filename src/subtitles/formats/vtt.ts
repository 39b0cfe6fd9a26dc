/** WebVTT. Pure. */
import { writeVttFile } from "../file/vtt.js";
import { defineFormat, type WrittenCue } from "./format.js";

export const WEBVTT = defineFormat({
  id: "vtt",
  name: "WebVTT",
  mediaType: "text/vtt; charset=utf-8",
  isWrittenByDefault: true,
  writeFile: writeVttFile,
  bilingual: "over",
});

/** The cues of one language as a .vtt file, numbered from 1. Cues without visible text are left out. */
export function toVtt(cues: readonly WrittenCue[], language: string): string {
  return WEBVTT.write(cues, language);
}
