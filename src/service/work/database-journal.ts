/** The journal of a leased job: words of segments, kept in the database and in the cache. */
import type { Cache } from "../../cache/cache.js";
import { areWords, type Journal, type JournalSegment } from "../../pipeline/journal.js";
import type { Word } from "../../speech/engine.js";
import type { Database } from "../../database/database.js";
import { type Lease } from "../../store/jobs/leases.js";
import { LeaseLost } from "../../store/leases/lease.js";
import { findHeard } from "../../store/jobs/heard.js";
import { keepHeard } from "../../store/jobs/lease-writes.js";
import { HEARD_PREFIX } from "./heard-cache.js";
import type { Counters } from "../health/counters.js";

const CACHED_SECONDS = 7 * 24 * 3600;
const cacheKey = (key: string): string => `${HEARD_PREFIX}${key}`;

export class DatabaseJournal implements Journal {
  readonly #database: Database;
  readonly #cache: Cache;
  readonly #lease: Lease;
  readonly #counters: Counters;
  readonly #onLost: (lost: LeaseLost) => void;

  /** @param onLost called when a write is refused: another process may have the job, so the work must stop */
  constructor(
    database: Database,
    { cache, counters }: { cache: Cache; counters: Counters },
    lease: Lease,
    onLost: (lost: LeaseLost) => void,
  ) {
    this.#database = database;
    this.#cache = cache;
    this.#lease = lease;
    this.#counters = counters;
    this.#onLost = onLost;
  }

  async get(_segment: JournalSegment, key: string): Promise<Word[] | null> {
    const cached = await this.#cached(key);
    if (cached) {
      // Written to the database, too: it may have been restored to an earlier state, and only it is durable.
      await this.#write(() => keepHeard(this.#database, this.#lease, key, cached));
      this.#counters.add("kept_hits");
      this.#counters.add("segments_done");
      return cached;
    }
    const words = (await findHeard(this.#database, key)) as Word[] | null;
    this.#counters.add(words ? "kept_hits" : "kept_misses");
    if (!words) return null;
    this.#counters.add("segments_done");
    await this.#cache.set(cacheKey(key), JSON.stringify(words), CACHED_SECONDS);
    return words;
  }

  async put(_segment: JournalSegment, key: string, words: readonly Word[]): Promise<void> {
    await this.#write(() => keepHeard(this.#database, this.#lease, key, words));
    this.#counters.add("segments_done");
    await this.#cache.set(cacheKey(key), JSON.stringify(words), CACHED_SECONDS);
  }

  /** The words are not kept, because another run may do better. JobProgressWriter writes the state. */
  passOver(): Promise<void> {
    this.#counters.add("segments_done");
    return Promise.resolve();
  }

  async #cached(key: string): Promise<Word[] | null> {
    const text = await this.#cache.get(cacheKey(key));
    if (text === null) return null;
    try {
      const words: unknown = JSON.parse(text);
      return areWords(words) ? words : null;
    } catch {
      return null;
    }
  }

  /** Nothing is kept. JobProgressWriter writes the state. */
  fail(): Promise<void> {
    this.#counters.add("segments_failed");
    return Promise.resolve();
  }

  async #write(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (error instanceof LeaseLost) this.#onLost(error);
      throw error;
    }
  }
}
