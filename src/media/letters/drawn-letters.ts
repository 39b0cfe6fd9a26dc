/**
 * The only way of drawing text into a picture: subtitles become a libass file in which everything is literal text, and
 * ffmpeg's filters draw it.
 */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import { toAss } from "../../subtitles/formats/ass.js";
import { readSrt, type ReadCue } from "../../subtitles/formats/read-srt.js";
import { escapeFilterValue } from "../burn/filter-text.js";
import { drawableText } from "./fonts.js";
import { overridesOf, type LetterStyle } from "./letter-style.js";

/** Prefix of the folders for libass files. */
const FOLDER = "sister-piece-";
const DAY_MS = 24 * 3600 * 1000;

/**
 * Most cues that may be shown at once; more do not fit a picture. libass lays out all of them again for every frame:
 * 100,000 at once took minutes for a single frame.
 */
const AT_ONCE_MOST = 32;

/**
 * The cues of a subtitle file in SubRip format. Throws a SisterError (`exitCode` 2) if the file cannot be read or has
 * another format.
 */
export async function readSubtitle(file: string): Promise<ReadCue[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new SisterError(`the subtitles ${file} cannot be read (${messageOf(error)}): check the path`, {
      exitCode: 2,
      cause: error,
    });
  }
  const cues = readSrt(text);
  if (cues === null)
    throw new SisterError(`${file} is not an SRT file: give subtitles in SubRip format`, { exitCode: 2 });
  return cues;
}

/**
 * The input of libass for a subtitle file. Null if it shows nothing. Throws a SisterError (`exitCode` 2) if the file
 * cannot be read, or shows too many cues at once.
 */
export async function lettersOf(file: string): Promise<string | null> {
  const cues = await readSubtitle(file);
  const crowd = firstCrowd(cues);
  if (crowd !== null)
    throw new SisterError(
      `more than ${AT_ONCE_MOST} cues are shown at ${crowd.toFixed(3)} s at the same time, too many for a picture: end cues before others begin`,
      { exitCode: 2 },
    );
  return cues.length === 0
    ? null
    : toAss(
        cues.map((cue) => ({ ...cue, text: { all: cue.text } })),
        "all",
      );
}

/** The time of the first cue that too many other cues accompany. */
function firstCrowd(cues: readonly ReadCue[]): number | null {
  const ends: number[] = [];
  for (const { start, end } of cues.toSorted((a, b) => a.start - b.start)) {
    for (let i = ends.length - 1; i >= 0; i--) if ((ends[i] ?? 0) <= start) ends.splice(i, 1);
    ends.push(end);
    if (ends.length > AT_ONCE_MOST) return start;
  }
  return null;
}

/**
 * Calls `use` with the filters that draw letters into a picture and convert it to a form that every player supports.
 * Letters without a font on this host are left out; `warnOfLetters` tells which.
 * libass's file exists until `use` settles.
 *
 * @example
 * await withDrawing(await lettersOf("talk.es.srt"), {}, (filters) => runFfmpeg({ ..., options: ["-vf", filters.join(",")] }));
 */
export async function withDrawing<T>(
  letters: string | null,
  style: LetterStyle,
  use: (filters: string[]) => Promise<T>,
): Promise<T> {
  // The form of H.264 that every player supports has even numbers of columns and rows.
  const shape = ["pad=ceil(iw/2)*2:ceil(ih/2)*2", "format=yuv420p"];
  // libass refuses a file without cues. A video without speech keeps its picture.
  if (letters === null) return use(shape);
  await (swept ??= sweep());
  const folder = await mkdtemp(join(tmpdir(), FOLDER));
  try {
    const file = join(folder, "letters.ass");
    // Here, and not where the cues are read: each host of a group has its own fonts.
    await writeFile(file, await drawableText(letters), { mode: 0o600 });
    const overrides = overridesOf(style);
    const force = overrides === "" ? "" : `:force_style=${escapeFilterValue(overrides)}`;
    return await use([`subtitles=filename=${escapeFilterValue(file)}${force}`, ...shape]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Once per process. */
let swept: Promise<void> | null = null;

/** Removes the files of processes that were killed. Files of other users stay. */
async function sweep(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(FOLDER))) {
    const path = join(tmpdir(), name);
    const touched = (await stat(path).catch(() => null))?.mtimeMs ?? Date.now();
    if (Date.now() - touched > DAY_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
