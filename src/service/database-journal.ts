/** The journal of a leased job, in the database. */
import type { Journal, JournalSegment } from "../pipeline/journal.js";
import type { Word } from "../speech/engine.js";
import type { Database } from "../store/database.js";
import { LeaseLost, type Lease } from "../store/leases.js";
import { findHeard, keepHeard, writeSegment } from "../store/work.js";
import type { Tally } from "./tally.js";

export class DatabaseJournal implements Journal {
  readonly #database: Database;
  readonly #lease: Lease;
  readonly #tally: Tally;
  readonly #onLost: (lost: LeaseLost) => void;

  /** @param onLost called when a write was refused: somebody else may have the job, so the work is to stop */
  constructor(database: Database, lease: Lease, tally: Tally, onLost: (lost: LeaseLost) => void) {
    this.#database = database;
    this.#lease = lease;
    this.#tally = tally;
    this.#onLost = onLost;
  }

  async get(segment: JournalSegment, key: string): Promise<Word[] | null> {
    const words = (await findHeard(this.#database, key)) as Word[] | null;
    this.#tally.add(words ? "kept_hits" : "kept_misses");
    if (words) {
      await this.#write(() => writeSegment(this.#database, this.#lease, { ...segment, status: "done", heard: key }));
      this.#tally.add("segments_done");
    }
    return words;
  }

  async put(segment: JournalSegment, key: string, words: readonly Word[]): Promise<void> {
    await this.#write(() => keepHeard(this.#database, this.#lease, segment, key, words));
    this.#tally.add("segments_done");
  }

  async fail(segment: JournalSegment): Promise<void> {
    await this.#write(() => writeSegment(this.#database, this.#lease, { ...segment, status: "failed", heard: null }));
    this.#tally.add("segments_failed");
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
