/** SubRip. Pure. */
import { writeSrtFile } from "../file/srt.js";
import { defineFormat, type WrittenCue } from "./format.js";

export const SUBRIP = defineFormat({
  id: "srt",
  name: "SubRip",
  mediaType: "application/x-subrip; charset=utf-8",
  isWrittenByDefault: true,
  writeFile: writeSrtFile,
  bilingual: "over",
});

/** The cues of one language as an .srt file, numbered from 1. Cues without visible text are left out. */
export function toSrt(cues: readonly WrittenCue[], language: string): string {
  return SUBRIP.write(cues, language);
}
