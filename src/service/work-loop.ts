/** Takes jobs and does them: so many at once, by leases that are renewed while the work goes on. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { messageOf } from "../errors.js";
import { CANCEL_CHANNEL, WORK_CHANNEL, type JobRoute } from "../store/jobs.js";
import { handBack, LeaseLost, RENEW_SECONDS, renewLeases, takeJob, type Lease } from "../store/leases.js";
import type { Perform } from "./perform.js";
import { runLeased, type Surroundings } from "./run-leased.js";

/** Jobs of one route, and those who do them. */
export interface Lane {
  route: JobRoute;
  /** Jobs of the group where no group is alive. */
  fallback?: boolean;
  /** How many are done at once, at the moment. */
  slots: () => number;
  perform: Perform;
}

export interface WorkLoopOptions extends Surroundings {
  lanes: readonly Lane[];
}

/** Behind notifications, which may be lost. */
const POLL_MS = 1000;

interface Running {
  lane: Lane;
  lease: Lease;
  stop: AbortController;
  done: Promise<void>;
}

/**
 * @example
 * const lanes = [{ route: "local", slots: () => 2, perform: performLocally }];
 * const loop = new WorkLoop({ database, folder, speech, warn, lanes });
 * await loop.start();
 * await loop.stop(); // unfinished jobs go back to the queue
 */
export class WorkLoop {
  readonly #options: WorkLoopOptions;
  readonly #holder = `${hostname()} ${process.pid} ${randomUUID()}`;
  readonly #running = new Set<Running>();
  #timers: NodeJS.Timeout[] = [];
  #unlisten: (() => Promise<void>)[] = [];
  #taking: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(options: WorkLoopOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { database } = this.#options;
    this.#unlisten = [
      await database.listen(WORK_CHANNEL, () => this.look()),
      await database.listen(CANCEL_CHANNEL, (id) => {
        for (const { lease, stop } of this.#running) if (lease.job.id === id) stop.abort(new LeaseLost(id));
      }),
    ];
    this.#timers = [
      setInterval(() => this.look(), POLL_MS),
      setInterval(() => void this.#renew(), RENEW_SECONDS * 1000),
    ];
    this.look();
  }

  /** Jobs that are being done. */
  get running(): number {
    return this.#running.size;
  }

  /** Takes what there is; one look at a time. */
  look(): void {
    if (this.#taking) {
      this.#again = true;
      return;
    }
    this.#taking = this.#fill()
      .catch((error: unknown) => {
        this.#options.warn(`jobs cannot be taken: ${messageOf(error)}`, error);
      })
      .finally(() => {
        this.#taking = null;
        if (!this.#again) return;
        this.#again = false;
        this.look();
      });
  }

  async #fill(): Promise<void> {
    for (const lane of this.#options.lanes) {
      const { route, fallback = false, slots } = lane;
      while (!this.#stopped && this.#count(lane) < slots()) {
        const lease = await takeJob(this.#options.database, { holder: this.#holder, route, fallback });
        if (!lease) break;
        this.#begin(lane, lease);
      }
    }
  }

  #count(lane: Lane): number {
    return [...this.#running].filter((running) => running.lane === lane).length;
  }

  #begin(lane: Lane, lease: Lease): void {
    const { id } = lease.job;
    const stop = new AbortController();
    // A job that was cancelled and is tried again may be there twice, with its old lease while that clears up.
    const running: Running = { lane, lease, stop, done: Promise.resolve() };
    running.done = runLeased(this.#options, lane.perform, lease, stop.signal)
      .catch((error: unknown) => {
        // Cancelled, or stopped with the server; anything else is a defect, and its lease will run out.
        if (!stop.signal.aborted) this.#options.warn(`job ${id}: ${messageOf(error)}`, error);
      })
      .finally(() => {
        this.#running.delete(running);
        this.look();
      });
    this.#running.add(running);
  }

  async #renew(): Promise<void> {
    const running = [...this.#running];
    try {
      const over = new Set(
        await renewLeases(
          this.#options.database,
          running.map(({ lease }) => lease),
        ),
      );
      for (const { lease, stop } of running) {
        if (!over.has(lease) || stop.signal.aborted) continue;
        this.#options.warn(`the lease of job ${lease.job.id} is over: its work is stopped, and none of it is kept`);
        stop.abort(new LeaseLost(lease.job.id));
      }
    } catch (error) {
      // The database may be back before the leases are over.
      this.#options.warn(`leases cannot be renewed: ${messageOf(error)}`, error);
    }
  }

  /** Stops the work and hands unfinished jobs back. */
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
      await handBack(this.#options.database, lease).catch((error: unknown) => {
        if (!(error instanceof LeaseLost)) this.#options.warn(`job ${lease.job.id}: ${messageOf(error)}`, error);
      });
    }
  }
}
