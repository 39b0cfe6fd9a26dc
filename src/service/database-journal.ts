/** The journal of a leased job, in the database. */
import type { Journal, JournalSegment } from "../pipeline/journal.js";
import type { Word } from "../speech/engine.js";
import type { Database } from "../store/database.js";
import { LeaseLost, type Lease } from "../store/leases.js";
import { findHeard, keepHeard, writeSegment } from "../store/work.js";

export class DatabaseJournal implements Journal {
  readonly #database: Database;
  readonly #lease: Lease;
  readonly #onLost: (lost: LeaseLost) => void;

  /** @param onLost called when a write was refused: somebody else may have the job, so the work is to stop */
  constructor(database: Database, lease: Lease, onLost: (lost: LeaseLost) => void) {
    this.#database = database;
    this.#lease = lease;
    this.#onLost = onLost;
  }

  async get(segment: JournalSegment, key: string): Promise<Word[] | null> {
    const words = (await findHeard(this.#database, key)) as Word[] | null;
    if (words)
      await this.#write(() => writeSegment(this.#database, this.#lease, { ...segment, status: "done", heard: key }));
    return words;
  }

  put(segment: JournalSegment, key: string, words: readonly Word[]): Promise<void> {
    return this.#write(() => keepHeard(this.#database, this.#lease, segment, key, words));
  }

  fail(segment: JournalSegment): Promise<void> {
    return this.#write(() => writeSegment(this.#database, this.#lease, { ...segment, status: "failed", heard: null }));
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
