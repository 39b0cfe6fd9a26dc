/**
 * Finished segments, kept by content: the words that an engine recognized in exactly these samples. After Ctrl-C, a
 * dead rank or a power cut the same command resumes from them; another video with the same audio uses them too.
 */
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../cache-folder.js";
import { messageOf, SisterError } from "../errors.js";
import type { Word } from "../speech/engine.js";

/** Entries older than this are removed. */
const KEEP_DAYS = 30;

/** The folder of kept segments: `SISTER_DATA_DIR/segments`, or in the user's cache. */
export function journalFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env["SISTER_DATA_DIR"]) return join(env["SISTER_DATA_DIR"], "segments");
  return join(cacheFolder(env), "segments");
}

/** A digest of samples, for `segmentKey`. */
export function samplesDigest(samples: Int16Array): string {
  const hash = createHash("sha256");
  hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  return hash.digest("hex");
}

/**
 * The key of a segment: the engine with all its settings, the language, and the samples that the engine gets.
 *
 * @param digest `samplesDigest` of the samples
 * @param voice whatever else decides the words: the id of the voice detector and what it found; plain data
 */
export function segmentKey(engine: string, language: string, digest: string, voice?: unknown): string {
  const parts = ["sister segment 3", engine, language, JSON.stringify(voice ?? null), digest];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

/** A segment as a journal knows it: its place in the video, in seconds, and how often it was tried. */
export interface JournalSegment {
  index: number;
  start: number;
  end: number;
  attempts: number;
}

/** A store of finished segments. */
export interface Journal {
  /** The words under a key, with times from the first sample that the engine got; null if there are none. */
  get(segment: JournalSegment, key: string): Promise<Word[] | null>;
  /** Resolves when the words are durable. */
  put(segment: JournalSegment, key: string, words: readonly Word[]): Promise<void>;
  /** The segment is done, but its words are not kept: a later run may find better ones. */
  passOver(segment: JournalSegment): Promise<void>;
  /** Every attempt of the segment failed. */
  fail(segment: JournalSegment, message: string): Promise<void>;
}

/**
 * A journal in a folder: a file for each segment, by content.
 *
 * @example
 * const journal = await FolderJournal.open(journalFolder());
 * const words = (await journal.get(segment, key)) ?? (await recognize());
 * await journal.put(segment, key, words);
 */
export class FolderJournal implements Journal {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<FolderJournal> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new SisterError(
        `finished segments cannot be kept in ${folder} (${messageOf(error)}): set SISTER_DATA_DIR to a folder that can be written`,
        { cause: error },
      );
    }
    return new FolderJournal(folder);
  }

  #path(key: string): string {
    return join(this.#folder, key.slice(0, 2), `${key}.json`);
  }

  /** A damaged entry counts as missing. */
  async get(_segment: JournalSegment, key: string): Promise<Word[] | null> {
    try {
      const entry: unknown = JSON.parse(await readFile(this.#path(key), "utf8"));
      return isEntry(entry) ? entry.words : null;
    } catch {
      return null;
    }
  }

  async put(_segment: JournalSegment, key: string, words: readonly Word[]): Promise<void> {
    const path = this.#path(key);
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      await mkdir(join(this.#folder, key.slice(0, 2)), { recursive: true, mode: 0o700 });
      const file = await open(temporary, "w", 0o600);
      try {
        await file.writeFile(JSON.stringify({ version: 1, words }));
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw new SisterError(
        `a finished segment could not be kept in ${this.#folder} (${messageOf(error)}): free some space there, or set SISTER_DATA_DIR to another folder, and run the same command again`,
        { cause: error },
      );
    }
  }

  /** Writes nothing: the next run recognizes the segment again. */
  passOver(): Promise<void> {
    return Promise.resolve();
  }

  /** Writes nothing: the next run tries the segment again. */
  fail(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Removes entries older than 30 days, and files that an interrupted write left. Errors are ignored: this is only a
   * clean-up.
   */
  async prune(now: number = Date.now()): Promise<void> {
    for (const shelf of await readdir(this.#folder).catch(() => [])) {
      for (const name of await readdir(join(this.#folder, shelf)).catch(() => [])) {
        const path = join(this.#folder, shelf, name);
        const age = now - ((await stat(path).catch(() => null))?.mtimeMs ?? now);
        const limit = name.endsWith(".tmp") ? 1 : KEEP_DAYS;
        if (age > limit * 24 * 3600 * 1000) await rm(path, { force: true }).catch(() => undefined);
      }
    }
  }
}

/** The journal of a command. Old entries are removed in the background. */
export async function openJournal(): Promise<FolderJournal> {
  const journal = await FolderJournal.open(journalFolder());
  void journal.prune();
  return journal;
}

function isEntry(value: unknown): value is { words: Word[] } {
  return typeof value === "object" && value !== null && "words" in value && areWords(value.words);
}

/** Whether a value from outside is a list of words. */
export function areWords(value: unknown): value is Word[] {
  if (!Array.isArray(value)) return false;
  return value.every(
    (word: unknown) =>
      typeof word === "object" &&
      word !== null &&
      "text" in word &&
      typeof word.text === "string" &&
      "start" in word &&
      typeof word.start === "number" &&
      "end" in word &&
      typeof word.end === "number" &&
      "confidence" in word &&
      typeof word.confidence === "number",
  );
}
