/** Takes renders and makes them: so many of each kind at once, by leases that are renewed while ffmpeg works (work-loop.ts does so with jobs). */
import { randomUUID } from "node:crypto";
import { availableParallelism, hostname } from "node:os";
import { messageOf } from "../errors.js";
import { REMOVED_CHANNEL } from "../store/jobs.js";
import { LeaseLost, RENEW_SECONDS } from "../store/leases.js";
import { handBackRender, renewRender, takeRender, type RenderLease } from "../store/render-leases.js";
import { RENDER_CHANNEL, type RenderKind } from "../store/renders.js";
import { runRender, type RenderSurroundings } from "./run-render.js";

/** One burn has use for some four cores; a mux copies, and is not to wait for hours behind a burn. */
const SLOTS: Readonly<Record<RenderKind, number>> = {
  burn: Math.max(1, Math.floor(availableParallelism() / 4)),
  mux: 2,
};

/** Behind notifications, which may be lost. */
const POLL_MS = 1000;

interface Running {
  lease: RenderLease;
  stop: AbortController;
  done: Promise<void>;
}

/**
 * @example
 * const loop = new RenderLoop({ database, folder, warn });
 * await loop.start();
 * await loop.stop(); // unfinished renders go back to the queue
 */
export class RenderLoop {
  readonly #around: RenderSurroundings;
  readonly #holder = `${hostname()} ${process.pid} ${randomUUID()}`;
  readonly #running = new Set<Running>();
  #timers: NodeJS.Timeout[] = [];
  #unlisten: (() => Promise<void>)[] = [];
  #taking: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(around: RenderSurroundings) {
    this.#around = around;
  }

  async start(): Promise<void> {
    const { database } = this.#around;
    this.#unlisten = [
      await database.listen(RENDER_CHANNEL, () => this.#look()),
      await database.listen(REMOVED_CHANNEL, (job) => {
        for (const { lease, stop } of this.#running) if (lease.render.job === job) stop.abort(lostOf(lease));
      }),
    ];
    this.#timers = [
      setInterval(() => this.#look(), POLL_MS),
      setInterval(() => void this.#renew(), RENEW_SECONDS * 1000),
    ];
    this.#look();
  }

  /** Takes what there is; one look at a time. */
  #look(): void {
    if (this.#taking) {
      this.#again = true;
      return;
    }
    this.#taking = this.#fill()
      .catch((error: unknown) => this.#around.warn(`renders cannot be taken: ${messageOf(error)}`, error))
      .finally(() => {
        this.#taking = null;
        if (!this.#again) return;
        this.#again = false;
        this.#look();
      });
  }

  async #fill(): Promise<void> {
    for (const kind of ["mux", "burn"] as const) {
      while (!this.#stopped && this.#count(kind) < SLOTS[kind]) {
        const lease = await takeRender(this.#around.database, { holder: this.#holder, kind });
        if (!lease) break;
        this.#begin(lease);
      }
    }
  }

  #count(kind: RenderKind): number {
    return [...this.#running].filter(({ lease }) => lease.render.kind === kind).length;
  }

  #begin(lease: RenderLease): void {
    const stop = new AbortController();
    const running: Running = { lease, stop, done: Promise.resolve() };
    running.done = runRender(this.#around, lease, stop.signal)
      .catch((error: unknown) => {
        // Removed with its job, or stopped with the server; anything else is a defect, and its lease will run out.
        if (!stop.signal.aborted) this.#around.warn(`render ${lease.render.id}: ${messageOf(error)}`, error);
      })
      .finally(() => {
        this.#running.delete(running);
        this.#look();
      });
    this.#running.add(running);
  }

  async #renew(): Promise<void> {
    for (const { lease, stop } of [...this.#running]) {
      try {
        if (!(await renewRender(this.#around.database, lease))) stop.abort(lostOf(lease));
      } catch (error) {
        // The database may be back before the lease is over.
        this.#around.warn(`the lease of render ${lease.render.id} cannot be renewed: ${messageOf(error)}`, error);
      }
    }
  }

  /** Stops the work and hands unfinished renders back. */
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
      await handBackRender(this.#around.database, lease).catch((error: unknown) => {
        if (!(error instanceof LeaseLost)) this.#around.warn(`render ${lease.render.id}: ${messageOf(error)}`, error);
      });
    }
  }
}

const lostOf = ({ render }: RenderLease): LeaseLost => new LeaseLost(render.job, `render ${render.id}`);
