/** Takes work from the database and does it: so much at once, by leases that are renewed while the work goes on. What the work is, is whoever's it is. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { messageOf } from "../../errors.js";
import type { Database } from "../../database/database.js";
import { LeaseLost, RENEW_SECONDS } from "../../store/leases/lease.js";

/** Work of one kind, and those who do it. */
export interface LeaseLane<L> {
  /** How much of it is done at once, at the moment. */
  slots: () => number;
  /** The next lease; null where there is nothing to do. */
  take: (holder: string) => Promise<L | null>;
  /** Does the work. Rejects with the signal's reason when it is stopped: then it is still ours, to be handed back. */
  run: (lease: L, signal: AbortSignal) => Promise<void>;
}

export interface LeaseLoopOptions<L> {
  database: Database;
  /** What a lease is of, for the log: "job 0b7c…". */
  nameOf: (lease: L) => string;
  /** The first lane is looked at first. */
  lanes: readonly LeaseLane<L>[];
  /** Where it is said that there is work. */
  wakeChannel: string;
  /** Where it is said, by `endKeyOf` of its lease, that work is not wanted any more. */
  endChannel: string;
  endKeyOf: (lease: L) => string;
  lostOf: (lease: L) => LeaseLost;
  /** Renews leases; gives those that are over. */
  renew: (leases: readonly L[]) => Promise<readonly L[]>;
  /** Back into the queue, unfinished. */
  handBack: (lease: L) => Promise<void>;
  /** Told what an operator should know. */
  warn: (message: string, error?: unknown) => void;
}

/** Behind notifications, which may be lost. */
const POLL_MS = 1000;

interface Running<L> {
  lane: LeaseLane<L>;
  lease: L;
  stop: AbortController;
  done: Promise<void>;
}

export class LeaseLoop<L> {
  readonly #options: LeaseLoopOptions<L>;
  /** What its leases name. */
  readonly holder = `${hostname()} ${process.pid} ${randomUUID()}`;
  /** Work that was stopped and is wanted again may be there twice, with its old lease while that clears up. */
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

  /** Takes what there is; one look at a time. */
  look(): void {
    if (this.#taking) {
      this.#again = true;
      return;
    }
    this.#taking = this.#fill()
      .catch((error: unknown) => this.#options.warn(`nothing can be taken to do: ${messageOf(error)}`, error))
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
        // Not wanted any more, or stopped with the server; anything else is a defect, and its lease will run out.
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
        warn(`the lease of ${nameOf(lease)} is over: its work is stopped, and none of it is kept`);
        stop.abort(lostOf(lease));
      }
    } catch (error) {
      // The database may be back before the leases are over.
      warn(`leases cannot be renewed: ${messageOf(error)}`, error);
    }
  }

  /** Stops the work and hands back what is unfinished. */
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
