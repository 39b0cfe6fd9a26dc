/** Dynamic processes: spawning more of them, and meeting those of another job. */
import type { RootOptions } from "./base.js";
import { MpiError, refuse } from "../error.js";
import { Info, withHints, withHintsSync, type Hints } from "../info.js";
import type { Intercommunicator, IntercommunicatorOptions } from "./intercommunicator.js";
import { native } from "../addon/native.js";
import { check, errorOf } from "../requests/request.js";
import { capabilities } from "../addon/capabilities.js";
import { checkTag, kinds } from "./communicator-core.js";
import { int } from "../large-counts/ints.js";
import { blocking, made, result } from "../addon/thread-calls.js";
import { TopologyMakers } from "./topology-makers.js";

export interface ForeignOptions {
  /** false where the others are not Sister's (C, mpi4py): no private duplicate is made, and object operations throw. Default true. */
  objects?: boolean;
}

export interface SpawnOptions extends RootOptions, ForeignOptions {
  /** How many processes; default 1. */
  maxprocs?: number;
  /** Hints to the launcher: "host", "wdir" … */
  info?: Hints;
}

/** One kind of processes of spawnMultiple. */
export interface SpawnCommand {
  /** A program, by its path or found in PATH. */
  command: string;
  /** Default none. */
  args?: readonly string[];
  /** How many processes; default 1. */
  maxprocs?: number;
  /** Hints to the launcher: "host", "wdir" … */
  info?: Hints;
}

export interface MeetOptions extends RootOptions, ForeignOptions {
  /** Hints to the library. */
  info?: Hints;
}

function refuseSpawning(operation: string): void {
  if (!capabilities.spawns) {
    refuse(
      "MPI_ERR_UNSUPPORTED_OPERATION",
      operation,
      "spawning and ports do not work with this MPI library (Debian's MPICH): use Open MPI",
    );
  }
}

function number(value: number, operation: string): number {
  return int(value, "maxprocs", operation, { least: 1 });
}

export class ProcessMakers extends TopologyMakers {
  /**
   * Starts processes; resolves with the intercommunicator to them. They have it as `parent()`. Collective. What only the root says is ignored
   * elsewhere.
   *
   * @example
   * const workers = await world.spawn(process.execPath, ["worker.js"], { maxprocs: 2 });
   */
  async spawn(command: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<Intercommunicator> {
    const [call, errors] = this.#spawn(command, args, options);
    const comm = await withHints(options.info, (hints) =>
      this.make("commSpawn", "MPI_Comm_spawn", call(hints), options.objects),
    );
    return spawned(comm as Intercommunicator, errors, "MPI_Comm_spawn");
  }
  spawnSync(command: string, args: readonly string[] = [], options: SpawnOptions = {}): Intercommunicator {
    const [call, errors] = this.#spawn(command, args, options);
    const comm = withHintsSync(options.info, (hints) =>
      this.makeSync("commSpawn", "MPI_Comm_spawn", call(hints), options.objects),
    );
    return spawned(comm as Intercommunicator, errors, "MPI_Comm_spawn");
  }
  #spawn(
    command: string,
    args: readonly string[],
    { maxprocs = 1, root = 0 }: SpawnOptions,
  ): [call: (hints: number) => unknown[], errors: Int32Array] {
    const operation = "MPI_Comm_spawn";
    refuseSpawning(operation);
    this.checkRoot(root, operation);
    const errors = new Int32Array(number(maxprocs, operation));
    const handle = this.handle(operation);
    return [(hints) => [handle, command, [...args], maxprocs, hints, root, errors], errors];
  }

  /** Starts processes of several programs, in one world of theirs. */
  async spawnMultiple(
    commands: readonly SpawnCommand[],
    { root = 0, objects }: RootOptions & ForeignOptions = {},
  ): Promise<Intercommunicator> {
    const { args, errors, end } = this.#spawnMultiple(commands, root);
    try {
      const comm = await this.make("commSpawnMultiple", "MPI_Comm_spawn_multiple", args, objects);
      return spawned(comm as Intercommunicator, errors, "MPI_Comm_spawn_multiple");
    } finally {
      end();
    }
  }
  spawnMultipleSync(
    commands: readonly SpawnCommand[],
    { root = 0, objects }: RootOptions & ForeignOptions = {},
  ): Intercommunicator {
    const { args, errors, end } = this.#spawnMultiple(commands, root);
    try {
      const comm = this.makeSync("commSpawnMultiple", "MPI_Comm_spawn_multiple", args, objects);
      return spawned(comm as Intercommunicator, errors, "MPI_Comm_spawn_multiple");
    } finally {
      end();
    }
  }
  #spawnMultiple(
    commands: readonly SpawnCommand[],
    root: number,
  ): { args: unknown[]; errors: Int32Array; end: () => void } {
    const operation = "MPI_Comm_spawn_multiple";
    refuseSpawning(operation);
    this.checkRoot(root, operation);
    if (commands.length === 0) refuse("MPI_ERR_ARG", operation, "no program is named");
    const most = commands.map(({ maxprocs = 1 }) => number(maxprocs, operation));
    const infos = commands.map(({ info }) =>
      info === undefined ? null : info instanceof Info ? info.dup() : Info.create(info),
    );
    const errors = new Int32Array(most.reduce((a, b) => a + b, 0));
    const args = [
      this.handle(operation),
      commands.map(({ command }) => command),
      commands.flatMap((one) => [...(one.args ?? [])]),
      Int32Array.from(commands, (one) => one.args?.length ?? 0),
      Int32Array.from(most),
      Int32Array.from(infos, (info) => info?.index ?? -1),
      root,
      errors,
    ];
    return { args, errors, end: () => infos.forEach((info) => info?.free()) };
  }

  /** Waits at a port of `openPort` for a group that connects. Collective; the port's name means something at the root alone. */
  async accept(port: string | null, options: MeetOptions = {}): Promise<Intercommunicator> {
    const args = this.#meet("MPI_Comm_accept", options);
    const comm = await withHints(options.info, (hints) =>
      this.make("commAccept", "MPI_Comm_accept", args(port, hints), options.objects),
    );
    return comm as Intercommunicator;
  }
  acceptSync(port: string | null, options: MeetOptions = {}): Intercommunicator {
    const args = this.#meet("MPI_Comm_accept", options);
    return withHintsSync(options.info, (hints) =>
      this.makeSync("commAccept", "MPI_Comm_accept", args(port, hints), options.objects),
    ) as Intercommunicator;
  }

  /** Connects to a group that accepts at this port. Collective; the port means something at the root alone. */
  async connect(port: string | null, options: MeetOptions = {}): Promise<Intercommunicator> {
    const args = this.#meet("MPI_Comm_connect", options);
    const comm = await withHints(options.info, (hints) =>
      this.make("commConnect", "MPI_Comm_connect", args(port, hints), options.objects),
    );
    return comm as Intercommunicator;
  }
  connectSync(port: string | null, options: MeetOptions = {}): Intercommunicator {
    const args = this.#meet("MPI_Comm_connect", options);
    return withHintsSync(options.info, (hints) =>
      this.makeSync("commConnect", "MPI_Comm_connect", args(port, hints), options.objects),
    ) as Intercommunicator;
  }
  #meet(operation: string, { root = 0 }: MeetOptions): (port: string | null, hints: number) => unknown[] {
    refuseSpawning(operation);
    this.checkRoot(root, operation);
    const handle = this.handle(operation);
    return (port, hints) => [handle, port ?? "", hints, root];
  }

  /** An intercommunicator between this communicator and another, whose leaders meet in a third. Collective over both. */
  async createIntercomm(options: IntercommunicatorOptions): Promise<Intercommunicator> {
    return (await this.make("intercommCreate", "MPI_Intercomm_create", this.#intercomm(options))) as Intercommunicator;
  }
  createIntercommSync(options: IntercommunicatorOptions): Intercommunicator {
    return this.makeSync("intercommCreate", "MPI_Intercomm_create", this.#intercomm(options)) as Intercommunicator;
  }
  #checkLeader(rank: number, what: string, size: number, operation: string): void {
    if ((rank | 0) === rank && rank >= 0 && rank < size) return;
    refuse("MPI_ERR_RANK", operation, `${what} ${rank} is no rank of its communicator: give 0 to ${size - 1}`);
  }
  #intercomm({ localLeader = 0, peer, remoteLeader, tag = 0 }: IntercommunicatorOptions): unknown[] {
    const operation = "MPI_Intercomm_create";
    this.#checkLeader(localLeader, "localLeader", this.size, operation);
    // The other group's size is known to its members alone: its leader is a rank of `peer`.
    if (this.rank === localLeader && peer) this.#checkLeader(remoteLeader, "remoteLeader", peer.peers, operation);
    else int(remoteLeader, "remoteLeader", operation, { least: 0, code: "MPI_ERR_RANK" });
    checkTag(tag, operation);
    if (this.rank === localLeader && peer === null) {
      refuse("MPI_ERR_COMM", operation, "the leader must give `peer`, a communicator that the other leader is in too");
    }
    return [this.handle(operation), localLeader, peer ? peer.handle(operation) : -1, remoteLeader, tag];
  }
}

/** Some processes may have started and some not: then the first error is thrown. */
function spawned(comm: Intercommunicator, errors: Int32Array, operation: string): Intercommunicator {
  const failed = errors.find((code) => code !== 0);
  if (failed !== undefined) throw errorOf(failed, operation);
  return comm;
}

let parentOf: Intercommunicator | null | undefined;

/** The intercommunicator to those who spawned this process; null: nobody did. */
export function parent(): Intercommunicator | null {
  return (parentOf ??= null);
}

/** At init, because whoever spawned this process makes its private duplicate at once. @internal */
export function meetParent(objects: boolean): void {
  const handle = native().commParent();
  if (handle < 0) return;
  const duplicate = result();
  if (objects) blocking("commDupPrivate", "MPI_Comm_dup", handle, duplicate);
  parentOf = kinds.wrap(handle, objects ? made(duplicate) : null) as Intercommunicator;
}

/** A name of a port that others connect to. */
export function openPort({ info }: { info?: Hints } = {}): string {
  refuseSpawning("MPI_Open_port");
  return withHintsSync(info, (hints) => named(native().openPort(hints), "MPI_Open_port"));
}
/** Gives a port back. */
export function closePort(port: string): void {
  check(native().closePort(port), "MPI_Close_port");
}

/** Makes a port known under a service's name. */
export function publishName(service: string, port: string, { info }: { info?: Hints } = {}): void {
  refuseSpawning("MPI_Publish_name");
  withHintsSync(info, (hints) => {
    check(native().publishName(service, hints, port), "MPI_Publish_name");
  });
}
/** Takes the name back. */
export function unpublishName(service: string, port: string, { info }: { info?: Hints } = {}): void {
  withHintsSync(info, (hints) => {
    check(native().unpublishName(service, hints, port), "MPI_Unpublish_name");
  });
}
/** The port of a service. MPI_ERR_NAME where nobody published it. */
export function lookupName(service: string, { info }: { info?: Hints } = {}): string {
  refuseSpawning("MPI_Lookup_name");
  return withHintsSync(info, (hints) => named(native().lookupName(service, hints), "MPI_Lookup_name"));
}

function named([code, name]: readonly [number, string], operation: string): string {
  if (code !== 0) throw errorOf(code, operation);
  if (name === "") throw new MpiError("MPI_ERR_PORT", 0, 0, operation, "the library gave no name");
  return name;
}
