/** The one way of text into a picture: subtitles become a file of libass in which all of it is text, and ffmpeg's filters that draw it. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import { toAss } from "../../subtitles/formats/ass.js";
import { readSrt, type ReadCue } from "../../subtitles/formats/read-srt.js";
import { escapeFilterValue } from "../burn/filter-text.js";
import { overridesOf, type LetterStyle } from "./letter-style.js";

/** How the folders of files for libass begin. */
const FOLDER = "sister-piece-";
const DAY_MS = 24 * 3600 * 1000;

/**
 * Cues that may be shown at the same time: more than fit a picture. libass lays out all of them anew for each frame: 100,000 at once took minutes for
 * a single one.
 */
const AT_ONCE_MOST = 32;

/**
 * The cues of a subtitle file in SubRip's format. Throws a SisterError (`exitCode` 2) if it cannot be read or is something else.
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
    throw new SisterError(`${file} is no SRT file: give subtitles in SubRip's format`, { exitCode: 2 });
  return cues;
}

/**
 * What libass is given of a subtitle file; null if it shows nothing. Throws a SisterError (`exitCode` 2) if it cannot be read, or shows too many cues at
 * once.
 */
export async function lettersOf(file: string): Promise<string | null> {
  const cues = await readSubtitle(file);
  const crowd = firstCrowd(cues);
  if (crowd !== null)
    throw new SisterError(
      `more than ${AT_ONCE_MOST} cues are shown at ${crowd.toFixed(3)} s at the same time, and no picture holds them: let cues end before others begin`,
      { exitCode: 2 },
    );
  return cues.length === 0
    ? null
    : toAss(
        cues.map((cue) => ({ ...cue, text: { all: cue.text } })),
        "all",
      );
}

/** The time of the first cue beside which too many others are shown. */
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
 * Has `use` run ffmpeg with the filters that draw letters into a picture and make it one that every player takes. libass's file is there until `use` has
 * settled.
 *
 * @example
 * await withDrawing(await lettersOf("talk.es.srt"), {}, (filters) => runFfmpeg({ ..., options: ["-vf", filters.join(",")] }));
 */
export async function withDrawing<T>(
  letters: string | null,
  style: LetterStyle,
  use: (filters: string[]) => Promise<T>,
): Promise<T> {
  // H.264 in the form that every player takes has an even number of columns and rows.
  const shape = ["pad=ceil(iw/2)*2:ceil(ih/2)*2", "format=yuv420p"];
  // libass refuses a file without cues; such a video (nobody speaks) keeps its picture.
  if (letters === null) return use(shape);
  await (swept ??= sweep());
  const folder = await mkdtemp(join(tmpdir(), FOLDER));
  try {
    const file = join(folder, "letters.ass");
    await writeFile(file, letters, { mode: 0o600 });
    const overrides = overridesOf(style);
    const force = overrides === "" ? "" : `:force_style=${escapeFilterValue(overrides)}`;
    return await use([`subtitles=filename=${escapeFilterValue(file)}${force}`, ...shape]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Once in each process. */
let swept: Promise<void> | null = null;

/** Removes what processes left that were killed outright; what is of another user stays. */
async function sweep(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(FOLDER))) {
    const path = join(tmpdir(), name);
    const touched = (await stat(path).catch(() => null))?.mtimeMs ?? Date.now();
    if (Date.now() - touched > DAY_MS) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
