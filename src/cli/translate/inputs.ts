/** Finds the files that a call of `sister translate` names. A word that cannot be a file is refused with what to do instead. */
import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf, SisterError } from "../../errors.js";
import { formatOfName, languageOfName } from "../../subtitles/file/file-formats.js";

const VIDEO = new Set(
  "3g2 3gp asf avi divx f4v flv m2ts m2v m4v mkv mov mp4 mpe mpeg mpg mts mxf ogm ogv ts vob webm wmv y4m".split(" "),
);
const SOUND = new Set("aac ac3 aif aiff amr au caf flac m4a m4b mka mp2 mp3 oga ogg opus spx wav weba wma".split(" "));

/** Subtitle files of folders, the preferred format first. Tables and JSON are taken only if they are named: a folder may hold any. */
const SUBTITLES = ["srt", "vtt", "ass", "ssa", "ttml", "dfxp"];

/** What a call wants of the subtitle files of a folder. */
export interface InputWish {
  /** The languages to translate into: files in one of them are results of an earlier run. Without any, subtitle files are left out. */
  targets: readonly string[];
}

/** Whether a file is a subtitle file, by its name. */
export function isSubtitleName(name: string): boolean {
  return formatOfName(name)?.read !== undefined;
}

/** The files that a call names. */
export interface Inputs {
  /** Absolute paths, in the order of the call. Files of a folder are sorted by name. No file is listed twice. */
  files: string[];
  /** Whether the call names a single file and no folder. Its result is then printed without a list around it. */
  isOne: boolean;
  /** Notes for people about the choice, one sentence each. */
  notes: string[];
}

function refused(message: string): SisterError {
  return new SisterError(message, { exitCode: 2 });
}

/** A name as it is written in a shell. */
function quoted(name: string): string {
  return /^[\w./+:@%,=-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

const kindOf = (name: string): string => extname(name).slice(1).toLowerCase();
const stemOf = (name: string): string => name.slice(0, name.length - extname(name).length);

/** The videos and sound files among the names of a folder, sorted, without hidden ones and without outputs of Sister. */
export function mediaAmong(names: readonly string[]): string[] {
  const media = names.filter((name) => !name.startsWith(".") && (VIDEO.has(kindOf(name)) || SOUND.has(kindOf(name))));
  const stems = new Set(media.map(stemOf));
  const videos = new Set(media.filter((name) => VIDEO.has(kindOf(name))).map(stemOf));
  return media
    .filter((name) => {
      const [, origin] = /^(.+)(?:\.subtitled|\.[\w-]+\.burned)$/.exec(stemOf(name)) ?? [];
      if (origin !== undefined && stems.has(origin)) return false;
      // A sound file beside a video of the same name would write the same subtitles.
      return VIDEO.has(kindOf(name)) || !videos.has(stemOf(name));
    })
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/**
 * The subtitle files among the names of a folder that stand for themselves: not those of its videos, and none in a target language. Of several in one
 * language that differ only in their format there is one.
 */
export function subtitlesAmong(names: readonly string[], { targets }: InputWish): string[] {
  if (targets.length === 0) return [];
  const stems = new Set(mediaAmong(names).map(stemOf));
  const found = names.filter((name) => !name.startsWith(".") && SUBTITLES.includes(kindOf(name)));
  const parts = found.map((name) => {
    const language = languageOfName(name) ?? "";
    const base =
      language === "" ? stemOf(name) : name.slice(0, name.toLowerCase().indexOf(`.${language.toLowerCase()}.`));
    return { name, language, base };
  });
  const isPlain = (base: string, language: string): boolean =>
    parts.some((part) => part.base === base && part.language === language);
  const kept = new Map<string, string>();
  for (const { name, language, base } of parts.toSorted(
    (a, b) => SUBTITLES.indexOf(kindOf(a.name)) - SUBTITLES.indexOf(kindOf(b.name)),
  )) {
    if (stems.has(base) || stems.has(stemOf(name)) || targets.includes(language)) continue;
    // "film.en-id.srt" beside "film.en.srt" holds both languages: --bilingual wrote it.
    const [first = "", second] = language.split("-");
    if (second !== undefined && targets.includes(second.toLowerCase()) && isPlain(base, first)) continue;
    const key = `${base}\n${language}`;
    if (!kept.has(key)) kept.set(key, name);
  }
  return [...kept.values()].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Refuses words that cannot name a file, whatever is on the disk. */
function checkWord(word: string): void {
  if (word === "" || word === '""') throw refused("an empty name cannot be a file: give a video or audio file");
  if (word === "-") {
    throw refused(
      "a video cannot be read from standard input, because it is read more than once: save it to a file first",
    );
  }
  if (/^file:\/\//i.test(word)) {
    let path = "/path/to/file";
    try {
      path = fileURLToPath(word);
    } catch {
      // The address names another host.
    }
    throw refused(`${word} is an address: give the path itself, ${quoted(path)}`);
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) {
    const how = /^https?:/i.test(word) ? ` (curl -fLO ${quoted(word)})` : "";
    throw refused(
      `${word} is an address, and Sister opens only files: download the video first${how}, then give the file`,
    );
  }
}

type Found = "file" | "folder" | "missing";

async function lookedAt(word: string): Promise<Found> {
  const there = await stat(word).catch(() => null);
  if (!there) return "missing";
  if (there.isDirectory()) return "folder";
  if (!there.isFile()) {
    throw refused(
      `${word} is a pipe or a device, and a video is read more than once: save it to a file first, then give the file`,
    );
  }
  return "file";
}

/** Refuses words that are one name which a shell has split: `my talk.mp4` without quotes. */
async function refuseSplitNames(words: readonly string[], found: readonly Found[]): Promise<void> {
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 2; to <= words.length; to++) {
      if (!found.slice(from, to).includes("missing")) continue;
      const joined = words.slice(from, to).join(" ");
      if (await stat(joined).catch(() => null)) {
        throw refused(
          `there is no file ${words[found.indexOf("missing")] ?? ""}: put a name with blanks into quotes: ${quoted(joined)}`,
        );
      }
    }
  }
}

async function filesOf(folder: string, wish: InputWish): Promise<string[]> {
  let names: string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const all = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    names = [...mediaAmong(all), ...subtitlesAmong(all, wish)];
  } catch (cause) {
    throw new SisterError(`the folder ${folder} cannot be read: ${messageOf(cause)}`, { exitCode: 2, cause });
  }
  if (names.length === 0) {
    throw refused(
      `the folder ${folder} holds no video, sound or subtitle file to work on: give another folder, or the file itself (folders inside it are not searched)`,
    );
  }
  return names.map((name) => join(folder, name));
}

/**
 * The files that a call names. Rejects with a SisterError (exit code 2) for a word that names none: an address, standard
 * input, a pattern without a match, a name that was split at its blanks, a folder without videos. A single missing file
 * is not refused here: the error comes when it is opened.
 *
 * @example
 * const { files } = await findInputs(["talks", "extra.mp4"]);
 */
export async function findInputs(words: readonly string[], wish: InputWish = { targets: [] }): Promise<Inputs> {
  words.forEach(checkWord);
  const found = await Promise.all(words.map(lookedAt));
  for (const [i, word] of words.entries()) {
    if (found[i] !== "missing" || !/[*?[]/.test(word)) continue;
    throw refused(`no file matches ${word}: look at the folder and the pattern (a pattern in quotes is not resolved)`);
  }
  if (found.includes("missing") && words.length > 1) {
    await refuseSplitNames(words, found);
    if (found.every((one) => one === "missing")) {
      throw refused(
        `there is no file ${words.map((word) => `"${word}"`).join(" nor ")}: look at the names, and put one with blanks into quotes`,
      );
    }
  }
  const named = await Promise.all(
    words.map((word, i) => (found[i] === "folder" ? filesOf(word, wish) : Promise.resolve([word]))),
  );
  const notes: string[] = [];
  const seen = new Map<string, string>();
  for (const file of named.flat()) {
    const path = resolve(file);
    const real = await realpath(path).catch(() => path);
    const before = seen.get(real);
    if (before === undefined) seen.set(real, path);
    else notes.push(`${file} is named twice${before === path ? "" : ` (it is ${before})`}: it is done once`);
  }
  return { files: [...seen.values()], isOne: words.length === 1 && found[0] !== "folder", notes };
}
