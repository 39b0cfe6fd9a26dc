/** The formats of subtitle files: how each is recognized, read and written. Pure. */
import { readAssFile, writeAssFile } from "./ass.js";
import { readDocumentFile } from "./document-file.js";
import { readSrtFile, writeSrtFile } from "./srt.js";
import type { SubtitleFile } from "./subtitle-file.js";
import { readCsvFile } from "./read-csv.js";
import { readTtmlFile } from "./read-ttml.js";
import { readVttFile, writeVttFile } from "./vtt.js";
import { writeCsvFile, writeTextFile } from "./write-table.js";
import { writeTtmlFile } from "./write-ttml.js";

export interface FileFormat {
  readonly id: string;
  /** For people: "SubRip". */
  readonly name: string;
  /** Endings of file names, without the dot; the first is the usual one. */
  readonly extensions: readonly string[];
  /** Null if the text is not of this format. `language` chooses among a document's texts. */
  readonly read?: (text: string, language?: string) => SubtitleFile | null;
  readonly write?: (file: SubtitleFile) => string;
  /** How a file holds two languages: one text over the other, or at the top and the bottom. */
  readonly bilingual?: "over" | "apart";
  /** What a cue loses in this format, for a note: marks by kind, places. */
  readonly keeps: { readonly styles: boolean; readonly colours: boolean; readonly places: boolean };
}

const ALL = { styles: true, colours: true, places: true };

/** In the order in which a file without a known ending is tried: the strict ones first. */
export const FILE_FORMATS: readonly FileFormat[] = [
  {
    id: "vtt",
    name: "WebVTT",
    extensions: ["vtt"],
    read: readVttFile,
    write: writeVttFile,
    bilingual: "over",
    keeps: { ...ALL, colours: false },
  },
  {
    id: "ass",
    name: "ASS",
    extensions: ["ass", "ssa"],
    read: readAssFile,
    write: writeAssFile,
    bilingual: "apart",
    keeps: ALL,
  },
  {
    id: "ttml",
    name: "TTML",
    extensions: ["ttml", "dfxp", "xml", "imsc"],
    read: readTtmlFile,
    write: writeTtmlFile,
    bilingual: "over",
    keeps: ALL,
  },
  {
    id: "srt",
    name: "SubRip",
    extensions: ["srt"],
    read: readSrtFile,
    write: writeSrtFile,
    bilingual: "over",
    keeps: ALL,
  },
  { id: "json", name: "Sister's JSON", extensions: ["json"], read: readDocumentFile, keeps: ALL },
  {
    id: "csv",
    name: "CSV",
    extensions: ["csv"],
    read: readCsvFile,
    write: writeCsvFile,
    keeps: { styles: false, colours: false, places: false },
  },
  {
    id: "txt",
    name: "plain text",
    extensions: ["txt"],
    write: writeTextFile,
    keeps: { styles: false, colours: false, places: false },
  },
];

/** The format of a file's name; undefined if its ending is none of theirs. */
export function formatOfName(name: string): FileFormat | undefined {
  const extension = /\.([^./\\]+)$/u.exec(name)?.[1]?.toLowerCase() ?? "";
  return FILE_FORMATS.find(({ extensions }) => extensions.includes(extension));
}

/** The language that a name has before its ending: "id" of "film.id.srt", "pt-BR" of "film.pt-BR.vtt". */
export function languageOfName(name: string): string | undefined {
  // "film.en.sdh.srt": for the hard of hearing, closed captions, forced narratives.
  const bare = name.replace(/\.(?:sdh|cc|forced)(?=\.[^.]+$)/iu, "");
  const code = /\.([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\.[^.]+$/iu.exec(bare)?.[1];
  if (code === undefined) return undefined;
  try {
    const [canonical] = Intl.getCanonicalLocales(code);
    const known = canonical && new Intl.DisplayNames(["en"], { type: "language", fallback: "none" }).of(canonical);
    return known ? canonical : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads the text of a subtitle file: by its name's format, or by any other if it is not of that one.
 *
 * @returns null if no format reads it
 */
export function readSubtitleText(
  text: string,
  name: string,
  language?: string,
): { file: SubtitleFile; format: FileFormat } | null {
  const named = formatOfName(name);
  // The reader of WebVTT forgives a missing head, so it would take SubRip too.
  const isVtt = /^\ufeff?WEBVTT(?:\s|$)/u.test(text);
  const others = FILE_FORMATS.filter((format) => format !== named).sort((a, b) =>
    isVtt ? 0 : Number(a.id === "vtt") - Number(b.id === "vtt"),
  );
  for (const format of named ? [named, ...others] : others) {
    const file = format.read?.(text, language);
    if (!file) continue;
    const isOther = named !== undefined && format !== named;
    const notes = isOther
      ? [`the file's name says ${named.name}, but it is ${format.name}`, ...file.notes]
      : file.notes;
    return { file: { ...file, notes }, format };
  }
  return null;
}

/** What a file's cues have that a format cannot hold, for people; empty if nothing is lost. */
export function lossesOf(file: SubtitleFile, format: FileFormat): string[] {
  const marks = file.cues.flatMap(({ content }) => content.marks.map(({ style }) => style));
  const losses: string[] = [];
  if (
    !format.keeps.styles &&
    marks.some(({ bold, italic, underline, strike }) => bold || italic || underline || strike)
  ) {
    losses.push("bold, italic and underlined text");
  }
  if (!format.keeps.colours && marks.some(({ colour }) => colour !== undefined)) losses.push("colours");
  if (!format.keeps.places && file.cues.some(({ anchor }) => anchor !== undefined && anchor !== 2))
    losses.push("places on the picture");
  return losses;
}
