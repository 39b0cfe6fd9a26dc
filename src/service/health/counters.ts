/**
 * Counters of the metrics. They are collected in memory and written to the database every 2 s, so that counting costs
 * no time. A crash loses those seconds.
 */
import { messageOf } from "../../errors.js";
import type { Database } from "../../database/database.js";
import { addCounts, type CountName } from "../../store/servers/metrics.js";

const WRITE_MS = 2000;

/**
 * @example
 * const counters = new Counters(database, warn);
 * counters.add("segments_done");
 * await counters.stop(); // writes the rest
 */
export class Counters {
  readonly #database: Database;
  readonly #warn: (message: string, error?: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #counts = new Map<CountName, number>();

  constructor(database: Database, warn: (message: string, error?: unknown) => void) {
    this.#database = database;
    this.#warn = warn;
    this.#timer = setInterval(() => void this.#write(), WRITE_MS);
    this.#timer.unref();
  }

  add(name: CountName, amount = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + amount);
  }

  async #write(): Promise<void> {
    const counts = this.#counts;
    if (counts.size === 0) return;
    this.#counts = new Map();
    try {
      await addCounts(this.#database, counts);
    } catch (error) {
      for (const [name, amount] of counts) this.add(name, amount);
      this.#warn(`counters cannot be written: ${messageOf(error)}`, error);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }
}
