/** Formats to read and to count in, not for players: plain text and CSV. Pure. */
import { writeCsvFile, writeTextFile } from "../file/write-table.js";
import { defineFormat } from "./format.js";

export const PLAIN_TEXT = defineFormat({
  id: "txt",
  name: "plain text",
  mediaType: "text/plain; charset=utf-8",
  isWrittenByDefault: false,
  writeFile: writeTextFile,
  namesLanguage: true,
});

export const CSV = defineFormat({
  id: "csv",
  name: "CSV",
  mediaType: "text/csv; charset=utf-8",
  isWrittenByDefault: false,
  writeFile: writeCsvFile,
});
