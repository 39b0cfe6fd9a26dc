/** The subtitles of a job: a document for each language, with a version that grows with each change. */
import type { TimedWord } from "../../subtitles/cue.js";
import { wholeMs } from "../../subtitles/shown-cues.js";
import { cueText, lineText } from "../../subtitles/text/plain-text.js";
import { maybeOne, type Database, type Queryable } from "../../database/database.js";
import { appendEvent } from "./events.js";

export interface SubtitleCue {
  index: number;
  /** Seconds. */
  start: number;
  end: number;
  text: string;
  /** Its segment could not be recognized. */
  failed?: boolean;
  /** Only in the source language: the words as they were recognized. */
  words?: SubtitleWord[];
}

/** A recognized word, with the mark that an editor shows. */
export interface SubtitleWord extends TimedWord {
  /** Its confidence is below `DOUBTFUL_BELOW`. */
  doubtful?: true;
}

export interface SubtitleText {
  language: string;
  cues: SubtitleCue[];
}

export interface SubtitleRecord extends SubtitleText {
  /** From 1. It is the ETag. */
  version: number;
  edited: boolean;
}

/**
 * A cue as it is stored, from an engine or an editor. Its texts follow the rule for text, its times are whole
 * milliseconds, and it lasts at least one.
 */
export function plainCue({ start, end, text, words, ...rest }: SubtitleCue): SubtitleCue {
  const from = wholeMs(start);
  return {
    ...rest,
    start: from / 1000,
    end: Math.max(wholeMs(end), from + 1) / 1000,
    text: cueText(text),
    ...(words ? { words: words.map((word) => ({ ...word, text: lineText(word.text) })) } : {}),
  };
}

/** Writes the subtitles that a job made. An edited document stays as it is. */
export async function writeSubtitles(on: Queryable, job: string, { language, cues }: SubtitleText): Promise<void> {
  await on.query(
    `INSERT INTO subtitles (job, language, document) VALUES ($1, $2, $3)
     ON CONFLICT (job, language) DO UPDATE SET document = $3, version = subtitles.version + 1, updated_at = now()
     WHERE NOT subtitles.edited`,
    [job, language, JSON.stringify(cues.map(plainCue))],
  );
}

/** The subtitles of one language. Null if there are none. */
export function findSubtitles(on: Queryable, job: string, language: string): Promise<SubtitleRecord | null> {
  return maybeOne<SubtitleRecord>(
    on,
    "SELECT language, document AS cues, version, edited FROM subtitles WHERE job = $1 AND language = $2",
    [job, language],
  );
}

/** The version of subtitles. Null if there are none. */
export async function findVersion(on: Queryable, job: string, language: string): Promise<number | null> {
  const found = await maybeOne<{ version: number }>(
    on,
    "SELECT version FROM subtitles WHERE job = $1 AND language = $2",
    [job, language],
  );
  return found?.version ?? null;
}

/**
 * Saves an edit and announces it. Resolves with null if the version is not the one that the editor saw.
 *
 * @param cues as values, or as JSON: a document of hours is megabytes, and takes long to convert
 * @param seen the version that the editor saw
 */
export function editSubtitles(
  database: Database,
  job: string,
  { language, cues }: { language: string; cues: readonly SubtitleCue[] | string },
  seen: number,
): Promise<Pick<SubtitleRecord, "version" | "edited"> | null> {
  return database.transaction(async (transaction) => {
    // The job's row first, as at the job's end: in the other order, two transactions could wait for each other.
    await transaction.query("SELECT id FROM jobs WHERE id = $1 FOR UPDATE", [job]);
    const saved = await maybeOne<Pick<SubtitleRecord, "version" | "edited">>(
      transaction,
      `UPDATE subtitles SET document = $4, version = version + 1, edited = true, updated_at = now()
       WHERE job = $1 AND language = $2 AND version = $3
       RETURNING version, edited`,
      [job, language, seen, typeof cues === "string" ? cues : JSON.stringify(cues.map(plainCue))],
    );
    if (saved) await appendEvent(transaction, job, "subtitles", { language, version: saved.version });
    return saved;
  });
}
