/** The transport over MPI. Rank 0 coordinates and works too; the other ranks follow it (`followGroup`). */
import { hostname } from "node:os";
import type { Communicator } from "../../mpi/index.js";
import { messageOf, SisterError } from "../../errors.js";
import { Arrivals } from "../../scheduling/arrivals.js";
import { RankQueue } from "../../pipeline/ranks/rank-queue.js";
import type { LoadedTask, RankAccount, RankInfo, RankMessage, Task, WorkSpec } from "../../pipeline/ranks/task.js";
import { definitionOf } from "../../speech/engines.js";
import type { LanguageGuess } from "../../speech/language/vote.js";
import type { Transport } from "../../pipeline/ranks/transport.js";
import { Worker } from "../../pipeline/ranks/worker.js";
import { devicesHere } from "../hosts/rank-devices.js";
import { shareModel } from "./share-model.js";

/**
 * Tags of the point-to-point messages. Objects travel on a communicator of their own, so these only have to differ from
 * each other.
 */
const TAG = { order: 1, samples: 2, message: 3 } as const;

/** What rank 0 broadcasts while the group has no engines. */
type Summons = { kind: "open"; spec: WorkSpec } | { kind: "end" };

/**
 * What rank 0 sends to one rank. `shares` and `account` make the rank enter a collective, so collectives come in the
 * same order on all ranks.
 */
type Order =
  | { kind: "begin"; job: number }
  /** A Scatterv of first shares follows. */
  | { kind: "shares" }
  /** The samples of a segment follow as a message of their own, straight from and into typed arrays. */
  | { kind: "task"; task: Task }
  | { kind: "drop"; id: number }
  /** A Gatherv of the accounts of this job follows. */
  | { kind: "account"; job: number }
  | { kind: "close" };

type Readiness = { info: RankInfo } | { problem: string };

/**
 * The side of rank 0. It can be opened and closed several times; `end` releases the other ranks.
 *
 * @example
 * const world = init();
 * if (world.rank === 0) { const transport = new MpiTransport(world); …; await transport.end(); }
 * else await followGroup(world);
 */
export class MpiTransport implements Transport {
  readonly #world: Communicator;
  #arrivals = new Arrivals<RankMessage>();
  #worker: Worker | null = null;
  /** The tasks of rank 0 itself. Its engine is a child process, so its event loop stays free to coordinate. */
  #queue: RankQueue | null = null;
  /** Tasks whose results have not come from other ranks yet. */
  #remoteOut = 0;
  #receiving = false;
  /** Resolves when the collectives that were begun so far are done. */
  #collectives: Promise<unknown> = Promise.resolve();

  constructor(world: Communicator) {
    this.#world = world;
  }

  get size(): number {
    return this.#world.size;
  }

  /** Whether the other ranks wait for a summons: before `open`, after `close`, and after an `open` that rejected. */
  get isIdle(): boolean {
    return this.#worker === null;
  }

  async open(spec: WorkSpec): Promise<RankInfo[]> {
    this.#arrivals = new Arrivals<RankMessage>();
    await this.#world.bcastObject<Summons>({ kind: "open", spec }, { root: 0 });
    const { worker, infos, problems } = await getReady(this.#world, spec);
    if (!worker) throw new SisterError(problems.join("; "));
    this.#worker = worker;
    this.#queue = new RankQueue({
      worker,
      onMessage: (message) => this.#arrivals.push(message),
      onError: (error) => this.#arrivals.fail(error),
    });
    return infos;
  }

  async detectLanguage(samples: Int16Array): Promise<LanguageGuess | null> {
    return (await this.#worker?.detectLanguage(samples)) ?? null;
  }

  async begin(job: number): Promise<void> {
    this.#worker?.begin(job);
    await this.#order({ kind: "begin", job });
  }

  scatter(shares: readonly LoadedTask[][]): Promise<void> {
    const tasks = shares.map((share) => share.map((loaded) => loaded.task));
    const counts = shares.map((share) => share.reduce((sum, loaded) => sum + loaded.samples.length, 0));
    const all = new Int16Array(counts.reduce((sum, count) => sum + count, 0));
    let at = 0;
    for (const loaded of shares.flat()) {
      all.set(loaded.samples, at);
      at += loaded.samples.length;
    }
    return this.#collectively({ kind: "shares" }, async () => {
      await this.#world.scatterObject(tasks, { root: 0 });
      const own = new Int16Array(counts[0] ?? 0);
      await this.#world.scatterv({ data: all, counts }, own, { root: 0 });
      this.#remoteOut += shares.slice(1).reduce((sum, share) => sum + share.length, 0);
      this.#receive();
      this.#queue?.push(...(shares[0] ?? []));
    });
  }

  async deal(rank: number, loaded: LoadedTask): Promise<void> {
    if (rank === 0) {
      this.#queue?.push(loaded);
      return;
    }
    this.#remoteOut += 1;
    this.#receive();
    await this.#world.sendObject<Order>({ kind: "task", task: loaded.task }, { dest: rank, tag: TAG.order });
    if (loaded.samples.length > 0) await this.#world.send(loaded.samples, { dest: rank, tag: TAG.samples });
  }

  drop(rank: number, id: number): void {
    if (rank === 0) {
      this.#queue?.drop(id);
      return;
    }
    this.#world.sendObject<Order>({ kind: "drop", id }, { dest: rank, tag: TAG.order }).catch((error: unknown) => {
      this.#arrivals.fail(error);
    });
  }

  /** Receives only while other ranks have tasks: a receive without a sender would outlive the job. */
  #receive(): void {
    if (this.#receiving || this.#remoteOut === 0) return;
    this.#receiving = true;
    const loop = async (): Promise<void> => {
      while (this.#remoteOut > 0) {
        const message = await this.#world.recvObject<RankMessage>({ tag: TAG.message });
        if ("result" in message) this.#remoteOut -= 1;
        this.#arrivals.push(message);
      }
      this.#receiving = false;
    };
    loop().catch((error: unknown) => {
      this.#arrivals.fail(error);
    });
  }

  next(): Promise<RankMessage> {
    return this.#arrivals.next();
  }

  finish(job: number): Promise<RankAccount[]> {
    return this.#collectively({ kind: "account", job }, async () => {
      const own = this.#worker?.finish(job) ?? null;
      const accounts = await this.#world.gatherObject<RankAccount | null>(own, { root: 0 });
      return (accounts ?? []).filter((account) => account !== null);
    });
  }

  async close(): Promise<void> {
    await this.#collectives;
    await this.#order({ kind: "close" });
    await this.#worker?.close();
    this.#worker = null;
    this.#queue = null;
  }

  /** Lets the other ranks leave `followGroup`. Not while the group has engines: then it has to be aborted. */
  async end(): Promise<void> {
    await this.#world.bcastObject<Summons>({ kind: "end" }, { root: 0 });
  }

  /** Sends an order to every other rank. */
  async #order(order: Order): Promise<void> {
    const others = Array.from({ length: this.size - 1 }, (_, i) => i + 1);
    await Promise.all(others.map((dest) => this.#world.sendObject<Order>(order, { dest, tag: TAG.order })));
  }

  /** Makes all ranks enter a collective, after those that were begun before. */
  #collectively<Result>(order: Order, collective: () => Promise<Result>): Promise<Result> {
    const done = this.#collectives.then(async () => {
      await this.#order(order);
      return collective();
    });
    this.#collectives = done.catch(() => undefined);
    return done;
  }
}

/**
 * The work of every rank but 0: opens engines, follows orders, waits for the next summons. Resolves when rank 0 ends
 * the group.
 */
export async function followGroup(world: Communicator): Promise<void> {
  for (;;) {
    const summons = await world.bcastObject<Summons>(null, { root: 0 });
    if (summons.kind === "end") return;
    const { worker } = await getReady(world, summons.spec);
    // If a rank failed to get ready, rank 0 reports it and sends the next summons.
    if (!worker) continue;
    await followOrders(world, worker);
    await worker.close();
  }
}

interface Opened {
  /** null if any rank failed to get ready: then no rank works. */
  worker: Worker | null;
  infos: RankInfo[];
  problems: string[];
}

/** Opens this rank's engines, and learns whether all other ranks could open theirs. */
async function getReady(world: Communicator, spec: WorkSpec): Promise<Opened> {
  const model = definitionOf(spec.speech).modelToShare(spec.speech);
  const unshared = model === null ? null : await shareModel(world, model);
  if (unshared !== null) return { worker: null, infos: [], problems: [unshared] };
  let worker: Worker | null = null;
  let readiness: Readiness;
  // Before engines open: their number of threads depends on how many ranks share a host.
  const hosts = await world.allgatherObject<string>(hostname());
  try {
    const devices = await devicesHere(world.rank, hosts, spec.devices);
    const ranksOnHost = hosts.filter((host) => host === hostname()).length;
    worker = await Worker.open(world.rank, spec, { devices, ranksOnHost });
    readiness = { info: worker.info };
  } catch (error) {
    readiness = { problem: `rank ${world.rank} on ${hostname()}: ${messageOf(error)}` };
  }
  const all = await world.allgatherObject<Readiness>(readiness);
  const infos = all.flatMap((one) => ("info" in one ? [one.info] : []));
  const problems = all.flatMap((one) => ("problem" in one ? [one.problem] : []));
  if (problems.length > 0) {
    await worker?.close();
    worker = null;
  }
  return { worker, infos, problems };
}

/** An error beside the loop that receives orders. Uncaught, it ends the whole group, with its stack. */
function endGroup(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

/**
 * What a rank other than 0 does between `open` and `close`. Orders are received while a task is under way too: it may
 * be dropped.
 */
async function followOrders(world: Communicator, worker: Worker): Promise<void> {
  const onMessage = (message: RankMessage): Promise<void> =>
    world.sendObject<RankMessage>(message, { dest: 0, tag: TAG.message });
  const queue = new RankQueue({ worker, onMessage, onError: endGroup });
  for (;;) {
    const order = await world.recvObject<Order>({ source: 0, tag: TAG.order });
    if (order.kind === "close") return;
    if (order.kind === "begin") worker.begin(order.job);
    else if (order.kind === "shares") queue.push(...(await receiveShare(world)));
    else if (order.kind === "task") queue.push(await receiveTask(world, order.task));
    else if (order.kind === "drop") queue.drop(order.id);
    else await world.gatherObject<RankAccount | null>(worker.finish(order.job), { root: 0 });
  }
}

async function receiveShare(world: Communicator): Promise<LoadedTask[]> {
  const share = await world.scatterObject<Task[]>(null, { root: 0 });
  const samples = new Int16Array(share.reduce((sum, task) => sum + samplesOf(task), 0));
  await world.scatterv(null, samples, { root: 0 });
  let at = 0;
  return share.map((task): LoadedTask => {
    const from = at;
    at += samplesOf(task);
    return { task, samples: samples.subarray(from, at) };
  });
}

async function receiveTask(world: Communicator, task: Task): Promise<LoadedTask> {
  const samples = new Int16Array(samplesOf(task));
  if (samples.length > 0) await world.recv(samples, { source: 0, tag: TAG.samples });
  return { task, samples };
}

const samplesOf = (task: Task): number => (task.kind === "recognize" ? task.sampleCount : 0);
