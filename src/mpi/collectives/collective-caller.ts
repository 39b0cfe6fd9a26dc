/** The three forms of every collective: as a promise, blocking, and as a request. */
import { PROC_NULL, ROOT } from "../constants.js";
import type { Where } from "./collective-arguments.js";
import type { CommunicatorBase } from "../communicator/communicator-base.js";
import { errorOf } from "../addon/error-codes.js";
import { native, type Code, type Posted } from "../addon/native.js";
import { address } from "../fast-path/envelope.js";
import type { CollectiveCalls, Place } from "../addon/native-calls.js";
import { CompositeCall, type PiecePart } from "./composite-call.js";
import { RememberedPlace } from "../fast-path/remembered-buffers.js";
import { ComposedRequest } from "../requests/composed-request.js";
import { PostedRequest, type Finish } from "../requests/posted-request.js";
import type { Request } from "../requests/request.js";
import { promiseDone, takeSlot } from "../requests/slots.js";
import type { Status } from "../requests/status.js";

type Name = keyof CollectiveCalls;

interface Names {
  sync: `${Name}Sync`;
  post: `i${Name}`;
  blocking: string;
  nonblocking: string;
  /**
   * Indices of the send and of the receive buffer in the arguments, if the addon remembers their addresses in blocking
   * calls; else -1.
   */
  sent: number;
  received: number;
}

function namesOf<K extends Name>(name: K, mpi: string): Names {
  const capital = mpi.charAt(0).toUpperCase() + mpi.slice(1);
  const [sent = -1, received = -1] = PLACES[name] ?? [];
  return {
    sync: `${name}Sync`,
    post: `i${name}`,
    blocking: `MPI_${capital}`,
    nonblocking: `MPI_I${mpi}`,
    sent,
    received,
  };
}

/** Names of MPI's functions that differ from the addon's. */
const MPI_NAMES: Partial<Record<Name, string>> = {
  reduceScatterBlock: "reduce_scatter_block",
  reduceScatter: "reduce_scatter",
  neighborAllgather: "neighbor_allgather",
  neighborAllgatherv: "neighbor_allgatherv",
  neighborAlltoall: "neighbor_alltoall",
  neighborAlltoallv: "neighbor_alltoallv",
  neighborAlltoallw: "neighbor_alltoallw",
};

/** Indices of the buffers in BcastArguments, BlocksArguments and ReduceArguments. */
const BLOCKS = [0, 3];
const REDUCTION = [0, 1];
const PLACES: Partial<Record<Name, readonly number[]>> = {
  bcast: [0],
  scatter: BLOCKS,
  gather: BLOCKS,
  allgather: BLOCKS,
  alltoall: BLOCKS,
  neighborAllgather: BLOCKS,
  neighborAlltoall: BLOCKS,
  reduce: REDUCTION,
  allreduce: REDUCTION,
  scan: REDUCTION,
  exscan: REDUCTION,
  reduceScatterBlock: REDUCTION,
};
const lastSent = new RememberedPlace();
const lastReceived = new RememberedPlace();

const NAMES = new Map<Name, Names>();
function names(name: Name): Names {
  let known = NAMES.get(name);
  if (!known) NAMES.set(name, (known = namesOf(name, MPI_NAMES[name] ?? name)));
  return known;
}

type Post = (this: void, slot: number, spin: 0 | 1, comm: number, ...args: readonly unknown[]) => Posted;
type Block = (this: void, comm: number, ...args: readonly unknown[]) => Code | undefined;
/** Checks and orders the arguments. If it throws, the call throws or rejects with the same error. */
type Make = (at: Where) => unknown[] | CompositeCall;

/** Calls the blocking form, which returns nothing on success. Changes `args`. */
function callBlocking({ sync, blocking, sent, received }: Names, comm: number, args: unknown[]): void {
  if (sent >= 0) args[sent] = lastSent.next(args[sent] as Place);
  if (received >= 0) args[received] = lastReceived.next(args[received] as Place);
  const code = (native()[sync] as unknown as Block)(comm, ...args);
  if (code !== undefined) throw errorOf(code, blocking);
}

/** The duplicate of a communicator over which pieces travel point to point. */
export interface PieceChannel {
  /** Its handle. -1: there is no duplicate, so all data of a collective goes through MPI's own call. */
  comm: number;
  /**
   * Calls on one communicator have the same order on all ranks, so pieces between two ranks need no tags of their own.
   * But two communicators may share one duplicate, and their tags must differ.
   */
  tag: number;
}

/** Calls the collectives of one communicator. */
export class CollectiveCaller {
  readonly #comm: CommunicatorBase;
  readonly #pieces: PieceChannel;

  constructor(comm: CommunicatorBase, pieces: PieceChannel) {
    this.#comm = comm;
    this.#pieces = pieces;
  }

  #where(operation: string, root = 0): Where {
    this.#comm.checkRoot(root, operation);
    const { rank, size, isInter, peers } = this.#comm;
    const forPieces = this.#pieces.comm;
    const isRoot = isInter ? root === ROOT : rank === root;
    const isLeaf = !isInter || (root !== ROOT && root !== PROC_NULL);
    return { rank, size, isInter, isRoot, isLeaf, peers, senders: peers, receivers: peers, root, operation, forPieces };
  }

  promise(name: Name, root: number | undefined, make: Make): Promise<void> {
    const { nonblocking } = names(name);
    try {
      const args = make(this.#where(nonblocking, root));
      if (args instanceof CompositeCall) return this.#allParts(args, nonblocking);
      return this.#postPromise(name, args, nonblocking);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #postPromise(name: Name, args: readonly unknown[], operation: string): Promise<void> {
    const handle = this.#comm.handle(operation);
    const slot = takeSlot();
    const post = native()[names(name).post] as unknown as Post;
    return promiseDone(post(slot, 1, handle, ...args), slot, operation, args);
  }

  async #allParts(parts: CompositeCall, operation: string): Promise<void> {
    this.#comm.handle(operation);
    const pieces = this.#postPieces(parts, operation).map((piece) => piece.wait());
    const calls = parts.calls.map(({ name, args }) => this.#postPromise(name, args, operation));
    await Promise.all([...pieces, ...calls]);
    parts.finish();
  }

  /** Posts receives first, so that sends find their buffers. */
  #postPieces({ pieces }: CompositeCall, operation: string): PostedRequest[] {
    const post = ({ way, peer, data, count, type }: PiecePart): PostedRequest => {
      const slot = takeSlot();
      address(this.#pieces.comm, count, type, peer, this.#pieces.tag, slot, 0);
      const posted = way === "send" ? native().isend(data) : native().irecv(data);
      return new PostedRequest(posted, slot, operation, data);
    };
    const [receives, sends] = (["recv", "send"] as const).map((way) => pieces.filter((piece) => piece.way === way));
    return [...(receives ?? []), ...(sends ?? [])].map(post);
  }

  block(name: Name, root: number | undefined, make: Make): void {
    const called = names(name);
    const { blocking } = called;
    const args = make(this.#where(blocking, root));
    const handle = this.#comm.handle(blocking);
    if (!(args instanceof CompositeCall)) {
      callBlocking(called, handle, args);
      return;
    }
    const pieces = this.#postPieces(args, blocking);
    for (const call of args.calls) callBlocking(names(call.name), handle, [...call.args]);
    for (const piece of pieces) piece.waitSync();
    args.finish();
  }

  request(name: Name, root: number | undefined, make: Make): Request {
    const { nonblocking } = names(name);
    const args = make(this.#where(nonblocking, root));
    if (!(args instanceof CompositeCall)) return this.#postRequest(name, args, nonblocking);
    this.#comm.handle(nonblocking);
    const [only, more] = args.calls;
    if (only && !more && args.pieces.length === 0) {
      return this.#postRequest(only.name, only.args, nonblocking, args.finish);
    }
    const pieces = this.#postPieces(args, nonblocking);
    const calls = args.calls.map((call) => this.#postRequest(call.name, call.args, nonblocking));
    const requests = [...calls, ...pieces];
    const [first] = requests;
    const next = (): null => {
      args.finish();
      return null;
    };
    const status = (): Status => (first as PostedRequest).status;
    return new ComposedRequest(nonblocking, { requests, next }, status, status);
  }

  #postRequest(name: Name, args: readonly unknown[], operation: string, finish: Finish | null = null): PostedRequest {
    const handle = this.#comm.handle(operation);
    const slot = takeSlot();
    const post = native()[names(name).post] as unknown as Post;
    return new PostedRequest(post(slot, 0, handle, ...args), slot, operation, args, finish);
  }
}
