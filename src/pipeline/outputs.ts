/** The files of a job: their names, whether they may be written, and writing texts completely or not at all. */
import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { messageOf, SisterError } from "../errors.js";
import { formatsWrittenByDefault } from "../subtitles/formats/formats.js";
import type { SubtitleFormat } from "../subtitles/formats/format.js";
import { SUBRIP } from "../subtitles/formats/srt.js";
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
}

/** A subtitle file that a job writes. */
export interface SubtitleFile {
  format: SubtitleFormat;
  language: string;
  path: string;
}

/** Absolute paths of all files of a job. */
export interface OutputPaths {
  folder: string;
  /** One file for each format and language. */
  subtitles: SubtitleFile[];
  json: string;
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
  wish: Pick<OutputWish, "folder" | "burn" | "mux">,
): OutputPaths {
  const folder = resolve(wish.folder ?? dirname(file));
  const name = lineText(basename(file, extname(file))) || "video";
  const subtitles = formatsWrittenByDefault().flatMap((format) =>
    languages.map((language) => ({ format, language, path: join(folder, `${name}.${language}.${format.id}`) })),
  );
  return {
    folder,
    subtitles,
    json: join(folder, `${name}.json`),
    burned: wish.burn === null ? null : join(folder, `${name}.${wish.burn}.burned.mp4`),
    muxed: wish.mux ? join(folder, `${name}.subtitled.mkv`) : null,
  };
}

/** The SubRip file of each language: what a video is burned or muxed from. */
export function subRipFiles(paths: OutputPaths): SubtitleFile[] {
  return paths.subtitles.filter(({ format }) => format === SUBRIP);
}

/** All paths, in the order in which people look for them. */
export function listOutputs(paths: OutputPaths): string[] {
  const videos = [paths.burned, paths.muxed].filter((path) => path !== null);
  return [...paths.subtitles.map(({ path }) => path), paths.json, ...videos];
}

/**
 * Checks before any work that all outputs can be written: the folder exists or can be made, it takes files, and no
 * output exists (unless `overwrite`). Throws a SisterError with exit code 2 otherwise.
 */
export async function checkOutputs(paths: OutputPaths, overwrite: boolean): Promise<void> {
  const probe = join(paths.folder, `.sister-${randomUUID()}.tmp`);
  try {
    await mkdir(paths.folder, { recursive: true });
    await (await open(probe, "wx")).close();
  } catch (error) {
    throw new SisterError(
      `${paths.folder} cannot be written (${messageOf(error)}): give another folder with --out DIR`,
      {
        exitCode: 2,
        cause: error,
      },
    );
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
  for (const path of listOutputs(paths)) {
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
        "the finished segments are kept, so the same command is quick",
      { cause: error },
    );
  } finally {
    for (const path of temporary.values()) await rm(path, { force: true }).catch(() => undefined);
  }
}
