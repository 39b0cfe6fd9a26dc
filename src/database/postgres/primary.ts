/** The primary: the host that is not in recovery. It is looked for again after an error. */
import type pg from "pg";
import { messageOf } from "../../errors.js";
import { DatabaseAway } from "../database.js";
import { hostOf, isAway, poolOf, runStatement } from "./connection.js";
import { inWords, refusalOf, type Refusal } from "./refusals.js";
import { Semaphore } from "../../semaphore.js";

/**
 * The connections to all hosts that may be the primary.
 *
 * @example
 * const primary = new Primary(["postgres://db1/sister", "postgres://db2/sister"], 10);
 * await primary.use((pool) => pool.query("UPDATE …"));
 */
export class Primary {
  readonly #pools: readonly pg.Pool[];
  /**
   * Statements wait here and not in the pool. The pool has one time limit for waiting and connecting, so a long queue
   * would look like a primary that is away.
   */
  readonly #slots: Semaphore;
  readonly #hosts: readonly string[];
  #current: pg.Pool | null = null;
  #finding: Promise<pg.Pool> | null = null;

  constructor(urls: readonly string[], connections: number) {
    // One more, so that the search for the primary never waits for a free connection.
    this.#pools = urls.map((url) => poolOf(url, connections + 1));
    this.#slots = new Semaphore(connections);
    this.#hosts = urls.map(hostOf);
  }

  /** Host and port. Null: it is being looked for. */
  get host(): string | null {
    return (this.#current && this.#hosts[this.#pools.indexOf(this.#current)]) || null;
  }

  /**
   * Runs work on the primary. Rejects with DatabaseAway if there is no primary, or if it went away meanwhile. In the
   * second case, it is unknown whether the last statement took effect.
   */
  use<T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> {
    return this.#slots.run(() => this.#use(work));
  }

  async #use<T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> {
    const pool = this.#current ?? (await this.find());
    try {
      return await work(pool);
    } catch (error) {
      if (!isAway(error)) throw error;
      if (this.#current === pool) this.#current = null;
      const refusal = refusalOf(error);
      const how = refusal ? inWords(error) : `the primary went away: ${messageOf(error)}`;
      throw new DatabaseAway(how, {
        cause: error,
        refusal: refusal?.what ?? null,
        needsSetting: needsSetting(refusal),
      });
    }
  }

  async find(): Promise<pg.Pool> {
    this.#finding ??= this.#look().finally(() => (this.#finding = null));
    return this.#finding;
  }

  async #look(): Promise<pg.Pool> {
    const problems = new Set<string>();
    let refusal: Refusal | null = null;
    // All at once: a host that does not answer must not delay the others.
    const found = await Promise.any(
      this.#pools.map(async (pool) => {
        try {
          const { rows } = await runStatement<{ standby: boolean }>(pool, "SELECT pg_is_in_recovery() AS standby");
          if (rows[0]?.standby === false) return pool;
          problems.add("a host is a standby");
        } catch (error) {
          problems.add(inWords(error));
          refusal ??= refusalOf(error);
        }
        throw new Error("not the primary");
      }),
    ).catch(() => null);
    if (!found) {
      const reasons = [...problems].join("; ");
      throw refusalAway(refusal, reasons) ?? new DatabaseAway(`no primary answers (${reasons})`);
    }
    this.#current = found;
    return found;
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
  }
}

const needsSetting = (refusal: Refusal | null): boolean => refusal !== null && refusal.passes !== true;

function refusalAway(refusal: Refusal | null, reasons: string): DatabaseAway | null {
  return refusal && new DatabaseAway(reasons, { refusal: refusal.what, needsSetting: needsSetting(refusal) });
}
