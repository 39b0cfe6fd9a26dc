/** `sister subtitles convert`: one subtitle format into another. */
import { stat } from "node:fs/promises";
import { SisterError } from "../../errors.js";
import { FILE_FORMATS, formatOfName, languageOfName, lossesOf } from "../../subtitles/file/file-formats.js";
import { printJson, printProblem, printText } from "../terminal/print.js";
import { openSubtitles, saveSubtitles } from "./open-file.js";

export interface ConvertOptions {
  language?: string;
  encoding?: string;
  bom: boolean;
  crlf: boolean;
  overwrite: boolean;
  json: boolean;
}

/** Runs the command; returns the exit status. The formats are those of the names' endings. */
export async function convertSubtitles(from: string, to: string, options: ConvertOptions): Promise<number> {
  const format = formatOfName(to);
  if (!format) {
    const endings = FILE_FORMATS.filter(({ write }) => write).map(({ extensions }) => `.${extensions[0]}`);
    throw new SisterError(`${to}: give it one of the endings ${endings.join(", ")}`, { exitCode: 2 });
  }
  if (!options.overwrite && (await stat(to).catch(() => null))) {
    throw new SisterError(`${to} exists: give --overwrite to replace it, or another name`, { exitCode: 2 });
  }
  const opened = await openSubtitles(from, options);
  const language = opened.language ?? languageOfName(to);
  const file = language === undefined || language === null ? opened.file : { ...opened.file, language };
  const losses = lossesOf(file, format);
  const notes = [
    ...opened.notes,
    ...(losses.length > 0 ? [`${format.name} holds no ${losses.join(" and no ")}: they are left out`] : []),
  ];
  for (const note of notes) printProblem(note);
  await saveSubtitles(to, file, format, options);
  if (options.json) {
    printJson({
      from,
      to,
      format: format.id,
      encoding: opened.encoding,
      language: language ?? null,
      cues: file.cues.length,
      notes,
    });
  } else printText(`${to}: ${file.cues.length} cue${file.cues.length === 1 ? "" : "s"} as ${format.name}`);
  return 0;
}
