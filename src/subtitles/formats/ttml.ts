/** TTML as IMSC 1.1 text. Pure. */
import { writeTtmlFile } from "../file/write-ttml.js";
import { defineFormat } from "./format.js";

export const TTML = defineFormat({
  id: "ttml",
  name: "TTML",
  mediaType: "application/ttml+xml; charset=utf-8",
  isWrittenByDefault: false,
  writeFile: writeTtmlFile,
  bilingual: "over",
  namesLanguage: true,
});
