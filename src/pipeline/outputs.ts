/** The files of a job: their names, whether they may be written, and writing texts completely or not at all. */
import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { messageOf, SisterError } from "../errors.js";
import { findFormat, formatsWrittenByDefault, SUBTITLE_FORMATS } from "../subtitles/formats/formats.js";
import type { SubtitleFormat } from "../subtitles/formats/format.js";
import type { LetterStyle } from "../subtitles/letters.js";
import { lineText } from "../subtitles/text/plain-text.js";

/** The files that a person wants of a job, beside the texts. */
export interface OutputWish {
  /** The folder; null: beside the video. */
  folder: string | null;
  /** Whether files that exist may be replaced. */
  overwrite: boolean;
  /** Language to burn into the picture; null: none. */
  burn: string | null;
  /** Whether to put the subtitles into a container beside the streams. */
  mux: boolean;
  /** Ids of the formats to write, `DOCUMENT_FORMAT` among them; missing: those that are written by default, and the document. */
  formats?: readonly string[];
  /** The letters of the burned video, and of formats that hold a style. */
  style?: LetterStyle;
  /** Two languages for files that hold both, the upper one first. */
  bilingual?: readonly [string, string];
}

/** The id of the JSON document among the formats that a person may name. */
export const DOCUMENT_FORMAT = "json";

/** Ids of everything that `--format` takes. */
export function formatIds(): string[] {
  return [...SUBTITLE_FORMATS.map(({ id }) => id), DOCUMENT_FORMAT];
}

/** A subtitle file that a job writes. */
interface SubtitleFile {
  format: SubtitleFormat;
  language: string;
  path: string;
}

/** A file with two languages. */
interface BilingualFile {
  format: SubtitleFormat;
  languages: readonly [string, string];
  path: string;
}

/** Absolute paths of all files of a job. */
export interface OutputPaths {
  folder: string;
  /** One file for each format and language. */
  subtitles: SubtitleFile[];
  bilingual: BilingualFile[];
  /** Null if only other formats are wanted. */
  json: string | null;
  burned: string | null;
  muxed: string | null;
}

/**
 * The paths of a job's files: `NAME.en.srt`, `NAME.es.burned.mp4`, `NAME.subtitled.mkv`, …. NAME is the video's name
 * without control characters and invisible characters.
 *
 * @param file the video
 * @param languages source language and targets: each gets a file in every format that is written by default
 */
export function outputPaths(
  file: string,
  languages: readonly string[],
  wish: Pick<OutputWish, "folder" | "burn" | "mux" | "formats" | "bilingual">,
): OutputPaths {
  const folder = resolve(wish.folder ?? dirname(file));
  const name = lineText(basename(file, extname(file))) || "video";
  const formats = wish.formats?.flatMap((id) => findFormat(id) ?? []) ?? formatsWrittenByDefault();
  const subtitles = formats.flatMap((format) =>
    languages.map((language) => ({ format, language, path: join(folder, `${name}.${language}.${format.id}`) })),
  );
  const both = wish.bilingual;
  const bilingual = both
    ? formats
        .filter((format) => format.writeBilingual)
        .map((format) => ({ format, languages: both, path: join(folder, `${name}.${both.join("-")}.${format.id}`) }))
    : [];
  return {
    folder,
    subtitles,
    bilingual,
    json: wish.formats?.includes(DOCUMENT_FORMAT) === false ? null : join(folder, `${name}.json`),
    burned: wish.burn === null ? null : join(folder, `${name}.${wish.burn}.burned.mp4`),
    muxed: wish.mux ? join(folder, `${name}.subtitled.mkv`) : null,
  };
}

/**
 * Checks that files with two languages can be made. Throws a SisterError (exit code 2) otherwise.
 *
 * @param languages that the job has
 */
export function checkBilingual(
  { bilingual, formats }: Pick<OutputWish, "bilingual" | "formats">,
  languages: readonly string[],
): void {
  if (!bilingual) return;
  const missing = bilingual.find((language) => !languages.includes(language));
  if (missing !== undefined) {
    throw new SisterError(
      `--bilingual ${bilingual.join(",")}: ${missing} is neither the source nor a target: add it with --to ${missing}`,
      { exitCode: 2 },
    );
  }
  const able = SUBTITLE_FORMATS.filter((format) => format.writeBilingual).map(({ id }) => id);
  if (formats && !formats.some((id) => able.includes(id))) {
    throw new SisterError(`--bilingual is written as ${able.join(", ")}: add one of them to --format`, { exitCode: 2 });
  }
}

/** All paths, in the order in which people look for them. */
export function listOutputs(paths: OutputPaths): string[] {
  const single = [paths.json, paths.burned, paths.muxed].filter((path) => path !== null);
  return [...[...paths.subtitles, ...paths.bilingual].map(({ path }) => path), ...single];
}

/**
 * Checks before any work that all outputs can be written: the folder exists or can be made, it takes files, and no
 * output exists (unless `overwrite`). Throws a SisterError with exit code 2 otherwise.
 */
export async function checkOutputs(paths: OutputPaths, overwrite: boolean): Promise<void> {
  await checkPaths(paths.folder, listOutputs(paths), overwrite);
}

/** Checks the same for any files of one folder. */
export async function checkPaths(folder: string, outputs: readonly string[], overwrite: boolean): Promise<void> {
  const probe = join(folder, `.sister-${randomUUID()}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await (await open(probe, "wx")).close();
  } catch (error) {
    throw new SisterError(`${folder} cannot be written (${messageOf(error)}): give another folder with --out DIR`, {
      exitCode: 2,
      cause: error,
    });
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
  for (const path of outputs) {
    const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENAMETOOLONG") throw tooLong(path);
      return null;
    });
    if (there?.isDirectory()) {
      throw new SisterError(`${path} is a folder: remove it, or give another folder with --out DIR`, { exitCode: 2 });
    }
    if (there && !overwrite) {
      throw new SisterError(
        `${path} exists already: add --overwrite to replace it, or give another folder with --out DIR`,
        {
          exitCode: 2,
        },
      );
    }
  }
}

function tooLong(path: string): SisterError {
  const name = basename(path);
  return new SisterError(
    `the name ${name} has ${Buffer.byteLength(name)} bytes, or its path ${Buffer.byteLength(path)}, more than the file system takes: ` +
      "give the video a shorter name, or another folder with --out DIR",
    { exitCode: 2 },
  );
}

/** Writes texts to their paths, all or none: all are durable under temporary names before the first one is renamed. */
export async function writeTexts(texts: ReadonlyMap<string, string>): Promise<void> {
  const temporary = new Map(
    // Short names: one that is made from the path by adding to it may be too long.
    [...texts.keys()].map((path) => [path, join(dirname(path), `.sister-${randomUUID()}.tmp`)]),
  );
  try {
    for (const [path, text] of texts) {
      const file = await open(temporary.get(path) ?? path, "wx");
      try {
        await file.writeFile(text);
        await file.datasync();
      } finally {
        await file.close();
      }
    }
    for (const [path, from] of temporary) await rename(from, path);
  } catch (error) {
    const folder = dirname([...texts.keys()][0] ?? ".");
    throw new SisterError(
      `the subtitles could not be written to ${folder} (${messageOf(error)}): free some space or give another folder with --out DIR; ` +
        "the finished segments of a video are kept, so the same command is quick",
      { cause: error },
    );
  } finally {
    for (const path of temporary.values()) await rm(path, { force: true }).catch(() => undefined);
  }
}
