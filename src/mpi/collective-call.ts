/** How every collective is called: as a promise, blocking, or as a request. */
import { PROC_NULL, ROOT } from "./constants.js";
import type { Where } from "./collective-arguments.js";
import { Matching } from "./matching.js";
import { native, type Posted } from "./native.js";
import type { CollectiveCalls } from "./native-calls.js";
import { ComposedRequest, PostedRequest, type Finish } from "./posted-request.js";
import { check, promiseDone, takeSlot, type Request } from "./request.js";
import type { Status } from "./status.js";

type Name = keyof CollectiveCalls;

/** One MPI call of a collective that is more than the call of its name: in pieces, or with something to do when it is complete. */
export interface Part {
  name: Name;
  args: readonly unknown[];
  finish?: Finish;
}

/** A collective as several MPI calls, posted side by side. */
export class Parts {
  readonly list: readonly Part[];
  constructor(list: readonly Part[]) {
    this.list = list;
  }
}

interface Names {
  sync: `${Name}Sync`;
  post: `i${Name}`;
  blocking: string;
  nonblocking: string;
}

function namesOf<K extends Name>(name: K, mpi: string): Names {
  const capital = mpi.charAt(0).toUpperCase() + mpi.slice(1);
  return { sync: `${name}Sync`, post: `i${name}`, blocking: `MPI_${capital}`, nonblocking: `MPI_I${mpi}` };
}

/** Names of MPI's functions, where they are not the call's own. */
const MPI_NAMES: Partial<Record<Name, string>> = {
  reduceScatterBlock: "reduce_scatter_block",
  reduceScatter: "reduce_scatter",
  neighborAllgather: "neighbor_allgather",
  neighborAllgatherv: "neighbor_allgatherv",
  neighborAlltoall: "neighbor_alltoall",
  neighborAlltoallv: "neighbor_alltoallv",
  neighborAlltoallw: "neighbor_alltoallw",
};

const NAMES = new Map<Name, Names>();
function names(name: Name): Names {
  let known = NAMES.get(name);
  if (!known) NAMES.set(name, (known = namesOf(name, MPI_NAMES[name] ?? name)));
  return known;
}

type Post = (this: void, slot: number, spin: 0 | 1, comm: number, ...args: readonly unknown[]) => Posted;
type Block = (this: void, comm: number, ...args: readonly unknown[]) => number;
/** Checks the arguments; what it throws, the call throws or rejects with. */
type Make = (at: Where) => readonly unknown[] | Parts;

export class CollectiveCall extends Matching {
  /** @internal */
  protected where(operation: string, root = 0): Where {
    this.checkRoot(root, operation);
    const { rank, size, isInter, peers } = this;
    const isRoot = isInter ? root === ROOT : rank === root;
    const isLeaf = !isInter || (root !== ROOT && root !== PROC_NULL);
    return { rank, size, isInter, isRoot, isLeaf, peers, senders: peers, receivers: peers, root, operation };
  }

  /** @internal */
  protected promise(name: Name, root: number | undefined, make: Make): Promise<void> {
    const { nonblocking } = names(name);
    try {
      const args = make(this.where(nonblocking, root));
      if (args instanceof Parts) return this.#allParts(args, nonblocking);
      return this.#postPromise(name, args, nonblocking);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #postPromise(name: Name, args: readonly unknown[], operation: string): Promise<void> {
    const handle = this.handle(operation);
    const slot = takeSlot();
    const post = native()[names(name).post] as unknown as Post;
    return promiseDone(post(slot, 1, handle, ...args), slot, operation, args);
  }

  async #allParts(parts: Parts, operation: string): Promise<void> {
    const posted = parts.list.map((part) => this.#postPromise(part.name, part.args, operation));
    await Promise.all(posted);
    for (const part of parts.list) part.finish?.();
  }

  /** @internal */
  protected block(name: Name, root: number | undefined, make: Make): void {
    const { sync, blocking } = names(name);
    const args = make(this.where(blocking, root));
    if (!(args instanceof Parts)) {
      check((native()[sync] as unknown as Block)(this.handle(blocking), ...args), blocking);
      return;
    }
    for (const part of args.list) {
      check((native()[names(part.name).sync] as unknown as Block)(this.handle(blocking), ...part.args), blocking);
      part.finish?.();
    }
  }

  /** @internal */
  protected request(name: Name, root: number | undefined, make: Make): Request {
    const { nonblocking } = names(name);
    const args = make(this.where(nonblocking, root));
    if (!(args instanceof Parts)) return this.#postRequest({ name, args }, nonblocking);
    const requests = args.list.map((part) => this.#postRequest(part, nonblocking));
    const [first] = requests;
    if (first && requests.length === 1) return first;
    const status = (): Status => (first as PostedRequest).status;
    return new ComposedRequest(nonblocking, { requests, next: () => null }, status, status);
  }

  #postRequest({ name, args, finish }: Part, operation: string): PostedRequest {
    const handle = this.handle(operation);
    const slot = takeSlot();
    const post = native()[names(name).post] as unknown as Post;
    return new PostedRequest(post(slot, 0, handle, ...args), slot, operation, args, finish);
  }
}
