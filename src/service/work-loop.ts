/** Takes jobs and does them: so many at once, by leases that are renewed while the work goes on. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { messageOf } from "../errors.js";
import { CANCEL_CHANNEL, WORK_CHANNEL, type JobRoute } from "../store/jobs.js";
import { handBack, LeaseLost, RENEW_SECONDS, renewLeases, takeJob, type Lease } from "../store/leases.js";
import { runLeased, type Surroundings } from "./run-leased.js";

export interface WorkLoopOptions extends Surroundings {
  /** How many jobs of each route are done at once. */
  slots: Readonly<Record<JobRoute, number>>;
}

/** Behind notifications, which may be lost. */
const POLL_MS = 1000;

interface Running {
  lease: Lease;
  stop: AbortController;
  done: Promise<void>;
}

/**
 * @example
 * const loop = new WorkLoop({ database, folder, speech, warn, slots: { local: 1, group: 1 } });
 * await loop.start();
 * await loop.stop(); // unfinished jobs go back to the queue
 */
export class WorkLoop {
  readonly #options: WorkLoopOptions;
  readonly #holder = `${hostname()} ${process.pid} ${randomUUID()}`;
  readonly #running = new Map<string, Running>();
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
      await database.listen(WORK_CHANNEL, () => this.#take()),
      await database.listen(CANCEL_CHANNEL, (id) => this.#running.get(id)?.stop.abort(new LeaseLost(id))),
    ];
    this.#timers = [
      setInterval(() => this.#take(), POLL_MS),
      setInterval(() => void this.#renew(), RENEW_SECONDS * 1000),
    ];
    this.#take();
  }

  /** Takes what there is; one look at a time. */
  #take(): void {
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
        this.#take();
      });
  }

  async #fill(): Promise<void> {
    for (const route of ["local", "group"] as const) {
      while (!this.#stopped && this.#count(route) < this.#options.slots[route]) {
        const lease = await takeJob(this.#options.database, { holder: this.#holder, route });
        if (!lease) break;
        this.#begin(lease);
      }
    }
  }

  #count(route: JobRoute): number {
    return [...this.#running.values()].filter(({ lease }) => lease.job.route === route).length;
  }

  #begin(lease: Lease): void {
    const { id } = lease.job;
    const stop = new AbortController();
    const done = runLeased(this.#options, lease, stop.signal)
      .catch((error: unknown) => {
        // Cancelled, or stopped with the server; anything else is a defect, and its lease will run out.
        if (!stop.signal.aborted) this.#options.warn(`job ${id}: ${messageOf(error)}`, error);
      })
      .finally(() => {
        this.#running.delete(id);
        this.#take();
      });
    this.#running.set(id, { lease, stop, done });
  }

  async #renew(): Promise<void> {
    const running = [...this.#running.values()];
    try {
      const over = new Set(
        await renewLeases(
          this.#options.database,
          running.map(({ lease }) => lease),
        ),
      );
      for (const { lease, stop } of running) if (over.has(lease)) stop.abort(new LeaseLost(lease.job.id));
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
    const running = [...this.#running.values()];
    for (const { stop } of running) if (!stop.signal.aborted) stop.abort(new Error("the server stops"));
    await Promise.all(running.map(({ done }) => done));
    for (const { lease } of running) {
      await handBack(this.#options.database, lease).catch((error: unknown) => {
        if (!(error instanceof LeaseLost)) this.#options.warn(`job ${lease.job.id}: ${messageOf(error)}`, error);
      });
    }
  }
}
