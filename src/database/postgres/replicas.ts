/**
 * The replicas. Reads go to them in turn, if they have replayed what the reader has seen. A replica that is down or too
 * far behind is left out meanwhile.
 */
import type pg from "pg";
import type { ReplicaLag } from "../database.js";
import { lsnOf } from "../lsn.js";
import { hostOf, poolOf, runStatement } from "./connection.js";

const LOOK_MS = 1000;

interface Replica {
  /** Host and port. */
  name: string;
  pool: pg.Pool;
  /** The position that it had replayed at the last look. Null: it did not answer. */
  replayed: bigint | null;
  looking: boolean;
}

/** The primary's position at a time. */
interface Mark {
  at: number;
  lsn: bigint;
}

export class Replicas {
  readonly #replicas: Replica[];
  readonly #primaryAt: () => Promise<bigint>;
  readonly #lagMostSeconds: number;
  readonly #timer: NodeJS.Timeout | null;
  /** In order, the oldest first. */
  #marks: Mark[] = [];
  #next = 0;

  /**
   * @param primaryAt reads the primary's position
   * @param lagMostSeconds a replica that is further behind gets no reads
   */
  constructor(urls: readonly string[], connections: number, primaryAt: () => Promise<bigint>, lagMostSeconds: number) {
    this.#lagMostSeconds = lagMostSeconds;
    this.#replicas = urls.map((url) => ({
      name: hostOf(url),
      pool: poolOf(url, connections),
      replayed: null,
      looking: false,
    }));
    this.#primaryAt = primaryAt;
    this.#timer = urls.length === 0 ? null : setInterval(() => void this.look(), LOOK_MS);
    this.#timer?.unref();
  }

  /** Reads the positions of the primary and of all replicas. */
  async look(): Promise<void> {
    const asked = performance.now();
    await Promise.all([
      ...this.#replicas.map((replica) => this.#readPosition(replica)),
      this.#primaryAt().then(
        (lsn) => {
          this.#marks.push({ at: asked, lsn });
          this.#marks = this.#marks.filter(({ at }) => at > asked - 10 * this.#lagMostSeconds * 1000);
        },
        // Reads go on while the primary is away.
        () => undefined,
      ),
    ]);
  }

  async #readPosition(replica: Replica): Promise<void> {
    if (replica.looking) return;
    replica.looking = true;
    try {
      const { rows } = await runStatement<{ lsn: string | null }>(
        replica.pool,
        "SELECT coalesce(pg_last_wal_replay_lsn(), pg_current_wal_lsn())::text AS lsn",
      ).catch(() => runStatement<{ lsn: string | null }>(replica.pool, "SELECT pg_last_wal_replay_lsn()::text AS lsn"));
      replica.replayed = lsnOf(rows[0]?.lsn ?? "");
    } catch {
      replica.replayed = null;
    } finally {
      replica.looking = false;
    }
  }

  /** How far each replica is behind at least, in the order of the URLs. */
  get lags(): ReplicaLag[] {
    return this.#replicas.map((replica) => ({ replica: replica.name, seconds: this.#lagOf(replica) }));
  }

  #lagOf({ replayed }: Replica): number {
    if (replayed === null) return Number.POSITIVE_INFINITY;
    const ahead = this.#marks.find(({ lsn }) => lsn > replayed);
    return ahead ? (performance.now() - ahead.at) / 1000 : 0;
  }

  /** The next replica that is not too far behind and has replayed `after`. Null if there is none. */
  next(after: bigint): pg.Pool | null {
    for (let i = 0; i < this.#replicas.length; i++) {
      const replica = this.#replicas[(this.#next + i) % this.#replicas.length];
      if (!replica || this.#lagOf(replica) > this.#lagMostSeconds) continue;
      if ((replica.replayed ?? -1n) < after) continue;
      this.#next = (this.#next + i + 1) % this.#replicas.length;
      return replica.pool;
    }
    return null;
  }

  /**
   * The replica that has replayed most, however far behind: for reads while the primary is away. Null if none answers.
   */
  any(): pg.Pool | null {
    const [best] = this.#replicas
      .filter(({ replayed }) => replayed !== null)
      .sort((a, b) => ((a.replayed ?? 0n) < (b.replayed ?? 0n) ? 1 : -1));
    return best?.pool ?? null;
  }

  /** Leaves a replica out that did not answer, until it answers a look again. */
  failed(pool: pg.Pool): void {
    const replica = this.#replicas.find((one) => one.pool === pool);
    if (replica) replica.replayed = null;
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await Promise.all(this.#replicas.map(({ pool }) => pool.end()));
  }
}
