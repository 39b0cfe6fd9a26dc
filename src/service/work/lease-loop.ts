/**
 * Takes work from the database and runs it, up to a limit at once. It renews the leases meanwhile. The loop does not
 * know what kind of work it runs.
 */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { messageOf } from "../../errors.js";
import type { Database } from "../../database/database.js";
import { LeaseLost, RENEW_SECONDS } from "../../store/leases/lease.js";

/** Work of one kind, and how it is done. */
export interface LeaseLane<L> {
  /** How much of it may run at once, at the moment. */
  slots: () => number;
  /** Takes the next work. Null if there is none. */
  take: (holder: string) => Promise<L | null>;
  /**
   * Does the work. Rejects with the signal's reason if it is stopped: then the lease is still held, and is handed back.
   */
  run: (lease: L, signal: AbortSignal) => Promise<void>;
}

export interface LeaseLoopOptions<L> {
  database: Database;
  /** Names the work of a lease in the log: "job 0b7c…". */
  nameOf: (lease: L) => string;
  /** In the order in which they take work. */
  lanes: readonly LeaseLane<L>[];
  /** Channel that announces work. */
  wakeChannel: string;
  /** Channel that announces, by the `endKeyOf` of a lease, that its work must end. */
  endChannel: string;
  endKeyOf: (lease: L) => string;
  lostOf: (lease: L) => LeaseLost;
  /** Renews leases. Resolves with those that are over. */
  renew: (leases: readonly L[]) => Promise<readonly L[]>;
  /** Puts unfinished work back into the queue. */
  handBack: (lease: L) => Promise<void>;
  /** Logs a warning for the operator. */
  warn: (message: string, error?: unknown) => void;
}

/** Time between two looks for work, in milliseconds: notifications may be lost. */
const POLL_MS = 1000;

interface Running<L> {
  lane: LeaseLane<L>;
  lease: L;
  stop: AbortController;
  done: Promise<void>;
}

export class LeaseLoop<L> {
  readonly #options: LeaseLoopOptions<L>;
  /** Name of this holder in its leases. */
  readonly holder = `${hostname()} ${process.pid} ${randomUUID()}`;
  /** Work that was stopped and taken again is there twice until the first run has cleaned up. */
  readonly #running = new Set<Running<L>>();
  #timers: NodeJS.Timeout[] = [];
  #unlisten: (() => Promise<void>)[] = [];
  #taking: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(options: LeaseLoopOptions<L>) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { database, wakeChannel, endChannel, endKeyOf, lostOf } = this.#options;
    this.#unlisten = [
      await database.listen(wakeChannel, () => this.look()),
      await database.listen(endChannel, (key) => {
        for (const { lease, stop } of this.#running) if (endKeyOf(lease) === key) stop.abort(lostOf(lease));
      }),
    ];
    this.#timers = [
      setInterval(() => this.look(), POLL_MS),
      setInterval(() => void this.#renew(), RENEW_SECONDS * 1000),
    ];
    this.look();
  }

  /** Looks for work. One look runs at a time. */
  look(): void {
    if (this.#taking) {
      this.#again = true;
      return;
    }
    this.#taking = this.#fill()
      .catch((error: unknown) => this.#options.warn(`no work can be taken from the queue: ${messageOf(error)}`, error))
      .finally(() => {
        this.#taking = null;
        if (!this.#again) return;
        this.#again = false;
        this.look();
      });
  }

  async #fill(): Promise<void> {
    for (const lane of this.#options.lanes) {
      while (!this.#stopped && this.#count(lane) < lane.slots()) {
        const lease = await lane.take(this.holder);
        if (lease === null) break;
        this.#begin(lane, lease);
      }
    }
  }

  #count(lane: LeaseLane<L>): number {
    return [...this.#running].filter((running) => running.lane === lane).length;
  }

  #begin(lane: LeaseLane<L>, lease: L): void {
    const stop = new AbortController();
    const running: Running<L> = { lane, lease, stop, done: Promise.resolve() };
    running.done = lane
      .run(lease, stop.signal)
      .catch((error: unknown) => {
        // An aborted run was cancelled, or the server stops. Any other error is a defect, and the lease expires.
        if (!stop.signal.aborted) this.#warnOf(lease, error);
      })
      .finally(() => {
        this.#running.delete(running);
        this.look();
      });
    this.#running.add(running);
  }

  #warnOf(lease: L, error: unknown): void {
    this.#options.warn(`${this.#options.nameOf(lease)}: ${messageOf(error)}`, error);
  }

  async #renew(): Promise<void> {
    const { renew, nameOf, lostOf, warn } = this.#options;
    const running = [...this.#running];
    try {
      const over = new Set(await renew(running.map(({ lease }) => lease)));
      for (const { lease, stop } of running) {
        if (!over.has(lease) || stop.signal.aborted) continue;
        warn(`the lease of ${nameOf(lease)} is over: its work is stopped, and its results are dropped`);
        stop.abort(lostOf(lease));
      }
    } catch (error) {
      // The database may be back before the leases expire.
      warn(`leases cannot be renewed: ${messageOf(error)}`, error);
    }
  }

  /** Stops the work and hands unfinished work back. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const unlisten of this.#unlisten) await unlisten();
    await this.#taking;
    const running = [...this.#running];
    for (const { stop } of running) if (!stop.signal.aborted) stop.abort(new Error("the server stops"));
    await Promise.all(running.map(({ done }) => done));
    for (const { lease } of running) {
      await this.#options.handBack(lease).catch((error: unknown) => {
        if (!(error instanceof LeaseLost)) this.#warnOf(lease, error);
      });
    }
  }
}
