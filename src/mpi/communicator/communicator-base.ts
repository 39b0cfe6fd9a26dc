/** The common part of all communicators: a handle, a rank, a size, and the checks of arguments. */
import { ANY_SOURCE, ANY_TAG, PROC_NULL, ROOT } from "../constants.js";
import { MpiError, refuse } from "../error.js";
import { library } from "../addon/library.js";
import { native } from "../addon/native.js";

export interface SendOptions {
  /** Rank of the receiver; PROC_NULL: no rank. */
  dest: number;
  /** Default 0. */
  tag?: number;
}

export interface RecvOptions {
  /** Default ANY_SOURCE. */
  source?: number;
  /** Default ANY_TAG. */
  tag?: number;
}

export interface RootOptions {
  /** Default 0. */
  root?: number;
}

/** Whether a value is an integer of 32 bits, as MPI takes it. One comparison, because every message passes here. */
function isInt32(value: number): boolean {
  return (value | 0) === value;
}

export class CommunicatorBase {
  /** This process's rank in the communicator, from 0. */
  readonly rank: number;
  /** Number of processes; in an intercommunicator, of the local group. */
  readonly size: number;
  /** Number of processes that messages go to and come from: `size`, or the size of the remote group. @internal */
  readonly peers: number;
  /** Whether this is an intercommunicator: messages go to another group. */
  readonly isInter: boolean;
  #handle: number;

  /** @internal */
  constructor(handle: number) {
    this.#handle = handle;
    this.rank = native().commRank(handle);
    this.size = native().commSize(handle);
    const remote = native().commRemoteSize(handle);
    this.isInter = remote >= 0;
    this.peers = this.isInter ? remote : this.size;
  }

  /** The addon's index. Throws if the communicator was freed. @internal */
  handle(operation: string): number {
    if (this.#handle < 0) {
      throw new MpiError("MPI_ERR_COMM", 0, 0, operation, "the communicator was freed: make another with dup or split");
    }
    return this.#handle;
  }

  /** @internal */
  forget(): void {
    this.#handle = -1;
  }

  /** @internal */
  checkDest(dest: number, tag: number, operation: string): void {
    if (!isInt32(dest) || dest >= this.peers || (dest < 0 && dest !== PROC_NULL)) {
      refuse(
        "MPI_ERR_RANK",
        operation,
        `dest ${dest} is not a rank of this communicator: give 0 to ${this.peers - 1}, or PROC_NULL`,
      );
    }
    if (!isInt32(tag) || tag < 0 || tag > library.tagUb) {
      refuse("MPI_ERR_TAG", operation, `tag ${tag} is out of range: give 0 to ${library.tagUb}`);
    }
  }

  /** @internal */
  checkSource(source: number, tag: number, operation: string): void {
    if (!isInt32(source) || source >= this.peers || (source < 0 && source !== PROC_NULL && source !== ANY_SOURCE)) {
      refuse(
        "MPI_ERR_RANK",
        operation,
        `source ${source} is not a rank of this communicator: give 0 to ${this.peers - 1}, ANY_SOURCE or PROC_NULL`,
      );
    }
    if (!isInt32(tag) || tag > library.tagUb || (tag < 0 && tag !== ANY_TAG)) {
      refuse("MPI_ERR_TAG", operation, `tag ${tag} is out of range: give 0 to ${library.tagUb}, or ANY_TAG`);
    }
  }

  /** @internal */
  checkRank(rank: number, operation: string): void {
    if (isInt32(rank) && rank >= 0 && rank < this.peers) return;
    refuse("MPI_ERR_RANK", operation, `rank ${rank} is not a rank of this communicator: give 0 to ${this.peers - 1}`);
  }

  /** @internal */
  checkRoot(root: number, operation: string): void {
    if (this.isInter && (root === ROOT || root === PROC_NULL)) return;
    if (!isInt32(root) || root < 0 || root >= this.peers) {
      const also = this.isInter ? ", ROOT or PROC_NULL" : "";
      refuse(
        "MPI_ERR_ROOT",
        operation,
        `root ${root} is not a rank of this communicator: give 0 to ${this.peers - 1}${also}`,
      );
    }
  }
}
