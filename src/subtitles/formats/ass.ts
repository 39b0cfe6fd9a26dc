/** Advanced SubStation Alpha, from which videos are burned too. Pure. */
import { assHead } from "../file/ass-style.js";
import { writeAssFile } from "../file/ass.js";
import { defineFormat, type WrittenCue } from "./format.js";

export const ASS = defineFormat({
  id: "ass",
  name: "ASS",
  mediaType: "text/x-ssa; charset=utf-8",
  isWrittenByDefault: false,
  writeFile: writeAssFile,
  headOf: (letters) => ({ ass: assHead(letters) }),
  bilingual: "apart",
});

/**
 * The cues of one language as an .ass file. Letters appear as they were typed: nothing in a text is an instruction. Times
 * are rounded down to hundredths of a second, so that a cue that begins with a frame is shown in that frame.
 */
export function toAss(cues: readonly WrittenCue[], language: string): string {
  return ASS.write(cues, language);
}
