/** The transport over MPI. Rank 0 coordinates and works too; the others follow (`followGroup`). */
import { hostname } from "node:os";
import type { Communicator } from "../../mpi/index.js";
import { messageOf, SisterError } from "../../errors.js";
import { Arrivals } from "../../scheduling/arrivals.js";
import { RankQueue, type Report } from "../../pipeline/ranks/rank-queue.js";
import type { LoadedTask, RankAccount, RankInfo, Task, WorkSpec } from "../../pipeline/ranks/task.js";
import { definitionOf } from "../../speech/engines.js";
import type { LanguageGuess } from "../../speech/language/vote.js";
import type { Arrival, Transport } from "../../pipeline/ranks/transport.js";
import { Worker } from "../../pipeline/ranks/worker.js";
import { devicesHere } from "../hosts/rank-devices.js";
import { shareModel } from "./share-model.js";

/** Tags of the point-to-point messages. Objects travel on a communicator of their own, so these only have to differ among each other. */
const TAG = { order: 1, samples: 2, result: 3 } as const;

/** What rank 0 broadcasts between jobs. */
type Summons = { kind: "job"; spec: WorkSpec } | { kind: "end" };
/** What rank 0 tells one rank during a job. A task's samples follow as a message of their own, straight from and into typed arrays; a piece's pictures are in it. */
type Order = { kind: "task"; task: Task } | { kind: "drop"; id: number } | { kind: "close" };
type Readiness = { info: RankInfo } | { problem: string };
/**
 * Rank 0's side. One object can do one job after another; `end` releases the other ranks.
 *
 * @example
 * const world = init();
 * if (world.rank === 0) { const transport = new MpiTransport(world); …; await transport.end(); }
 * else await followGroup(world);
 */
export class MpiTransport implements Transport {
  readonly #world: Communicator;
  #arrivals = new Arrivals<Arrival>();
  #worker: Worker | null = null;
  /** Rank 0's own tasks. Its engine is a child process, so the event loop stays free to coordinate. */
  #queue: RankQueue | null = null;
  /** Results that other ranks owe us. */
  #remoteOut = 0;
  #receiving = false;

  constructor(world: Communicator) {
    this.#world = world;
  }

  get size(): number {
    return this.#world.size;
  }

  /** Whether the other ranks wait for a summons: before a job, after one, and after one that could not begin. */
  get isIdle(): boolean {
    return this.#worker === null;
  }

  async open(spec: WorkSpec): Promise<RankInfo[]> {
    this.#arrivals = new Arrivals<Arrival>();
    await this.#world.bcastObject<Summons>({ kind: "job", spec }, { root: 0 });
    const { worker, infos, problems } = await getReady(this.#world, spec);
    if (!worker) throw new SisterError(problems.join("; "));
    this.#worker = worker;
    this.#queue = new RankQueue({
      worker,
      onReport: (report) => this.#arrivals.push({ rank: 0, ...report }),
      onError: (error) => this.#arrivals.fail(error),
    });
    return infos;
  }

  async detectLanguage(samples: Int16Array): Promise<LanguageGuess | null> {
    return (await this.#worker?.detectLanguage(samples)) ?? null;
  }

  async scatter(shares: readonly LoadedTask[][]): Promise<void> {
    const tasks = shares.map((share) => share.map((loaded) => loaded.task));
    const counts = shares.map((share) => share.reduce((sum, loaded) => sum + loaded.samples.length, 0));
    const all = new Int16Array(counts.reduce((sum, count) => sum + count, 0));
    let at = 0;
    for (const loaded of shares.flat()) {
      all.set(loaded.samples, at);
      at += loaded.samples.length;
    }
    await this.#world.scatterObject(tasks, { root: 0 });
    const own = new Int16Array(counts[0] ?? 0);
    await this.#world.scatterv({ data: all, counts }, own, { root: 0 });
    this.#remoteOut += shares.slice(1).reduce((sum, share) => sum + share.length, 0);
    this.#receive();
    this.#queue?.push(...(shares[0] ?? []));
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

  /** Receives for as long as other ranks owe results, and no longer: a receive without a sender would outlive the job. */
  #receive(): void {
    if (this.#receiving || this.#remoteOut === 0) return;
    this.#receiving = true;
    const loop = async (): Promise<void> => {
      while (this.#remoteOut > 0) {
        const message = await this.#world.recvObject<Arrival>({ tag: TAG.result });
        if (message.result.kind !== "engine-free") this.#remoteOut -= 1;
        this.#arrivals.push(message);
      }
      this.#receiving = false;
    };
    loop().catch((error: unknown) => {
      this.#arrivals.fail(error);
    });
  }

  next(): Promise<Arrival> {
    return this.#arrivals.next();
  }

  async close(): Promise<RankAccount[]> {
    const orders = Array.from({ length: this.size - 1 }, (_, i) =>
      this.#world.sendObject<Order>({ kind: "close" }, { dest: i + 1, tag: TAG.order }),
    );
    await Promise.all(orders);
    const accounts = await this.#world.gatherObject<RankAccount | null>(this.#worker?.account() ?? null, { root: 0 });
    await this.#worker?.close();
    this.#worker = null;
    this.#queue = null;
    return (accounts ?? []).filter((account) => account !== null);
  }

  /** Lets the other ranks leave `followGroup`. Not after a job that failed half-way: then the group has to be aborted. */
  async end(): Promise<void> {
    await this.#world.bcastObject<Summons>({ kind: "end" }, { root: 0 });
  }
}

/**
 * What every rank but 0 does: waits for a job, works, gives its account, waits for the next one; resolves when rank 0 ends the group.
 */
export async function followGroup(world: Communicator): Promise<void> {
  for (;;) {
    const summons = await world.bcastObject<Summons>(null, { root: 0 });
    if (summons.kind === "end") return;
    const { worker } = await getReady(world, summons.spec);
    // Where a rank could not get ready rank 0 says so and sends the next summons.
    if (!worker) continue;
    await follow(world, worker);
    await worker.close();
  }
}

interface Group {
  /** null where any rank could not get ready: then nobody works. */
  worker: Worker | null;
  infos: RankInfo[];
  problems: string[];
}

/** Opens this rank's engines and learns how all others fared. */
async function getReady(world: Communicator, spec: WorkSpec): Promise<Group> {
  const model = definitionOf(spec.speech).modelToShare(spec.speech);
  const unshared = model === null ? null : await shareModel(world, model);
  if (unshared !== null) return { worker: null, infos: [], problems: [unshared] };
  let worker: Worker | null = null;
  let readiness: Readiness;
  // Before engines open: how many threads they get depends on who else is on this host.
  const hosts = await world.allgatherObject<string>(hostname());
  try {
    worker = await Worker.open(world.rank, spec, await devicesHere(world.rank, hosts, spec.devices));
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
  worker?.begin(hosts.filter((host) => host === hostname()).length);
  return { worker, infos, problems };
}

/** What goes wrong beside the loop that waits for orders: uncaught it ends the whole group, with its stack. */
function endGroup(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

/** One job on a rank other than 0. */
async function follow(world: Communicator, worker: Worker): Promise<void> {
  const share = await world.scatterObject<Task[]>(null, { root: 0 });
  const counts = share.map((task) => (task.kind === "recognize" ? task.sampleCount : 0));
  const samples = new Int16Array(counts.reduce((sum, count) => sum + count, 0));
  await world.scatterv(null, samples, { root: 0 });
  let at = 0;
  const loaded = share.map((task, i): LoadedTask => {
    const from = at;
    at += counts[i] ?? 0;
    return { task, samples: samples.subarray(from, at) };
  });
  const onReport = (report: Report): Promise<void> =>
    world.sendObject<Arrival>({ rank: world.rank, ...report }, { dest: 0, tag: TAG.result });
  const queue = new RankQueue({ worker, onReport, onError: endGroup });
  queue.push(...loaded);
  for (;;) {
    // Also while a task is being done: it may be dropped.
    const order = await world.recvObject<Order>({ source: 0, tag: TAG.order });
    if (order.kind === "close") break;
    if (order.kind === "drop") {
      queue.drop(order.id);
      continue;
    }
    const piece = new Int16Array(order.task.kind === "recognize" ? order.task.sampleCount : 0);
    if (piece.length > 0) await world.recv(piece, { source: 0, tag: TAG.samples });
    queue.push({ task: order.task, samples: piece });
  }
  await world.gatherObject<RankAccount | null>(worker.account(), { root: 0 });
}
