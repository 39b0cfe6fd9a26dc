/** Communicators: groups of processes that exchange messages nobody else sees. */
import { refuse } from "./error.js";
import { native } from "./native.js";
import { limits } from "./base.js";
import { Objects } from "./objects.js";
import { check, promiseDone, takeSlot } from "./request.js";

export interface SplitOptions {
  /** Ranks with the same colour come together; UNDEFINED: this rank is in none. */
  color: number;
  /** Order in the new communicator; default: the old rank. */
  key?: number;
}

export class Communicator extends Objects {
  #freed = false;

  /** A communicator of the same processes with messages of its own. Collective. */
  async dup(): Promise<Communicator> {
    const made = await this.#make("MPI_Comm_dup", (slot, handle, result) => native().commDup(slot, handle, result));
    return this.#wrap(made, await this.#dupObjects(made));
  }

  dupSync(): Communicator {
    const result = new Int32Array(1);
    check(native().commDupSync(this.handle("MPI_Comm_dup"), result), "MPI_Comm_dup");
    return this.#wrap(first(result), this.#dupObjectsSync(first(result)));
  }

  /**
   * Divides the ranks by colour. Collective. null where the colour is UNDEFINED.
   *
   * @example
   * const half = await world.split({ color: world.rank % 2 });
   */
  async split({ color, key = this.rank }: SplitOptions): Promise<Communicator | null> {
    checkColor(color);
    const made = await this.#make("MPI_Comm_split", (slot, handle, result) =>
      native().commSplit(slot, handle, color, key, result),
    );
    return made < 0 ? null : this.#wrap(made, await this.#dupObjects(made));
  }

  splitSync({ color, key = this.rank }: SplitOptions): Communicator | null {
    checkColor(color);
    const result = new Int32Array(1);
    check(native().commSplitSync(this.handle("MPI_Comm_split"), color, key, result), "MPI_Comm_split");
    const made = first(result);
    return made < 0 ? null : this.#wrap(made, this.#dupObjectsSync(made));
  }

  /** Frees the communicator. Collective; any use after it throws. COMM_WORLD cannot be freed. */
  free(): void {
    const handle = this.handle("MPI_Comm_free");
    if (handle <= 1)
      refuse("MPI_ERR_COMM", "MPI_Comm_free", "COMM_WORLD is freed by finalize: free only what dup and split made");
    const objects = this.objectsHandle();
    this.#freed = true;
    this.forget();
    this.forgetObjects();
    check(native().commFree(handle), "MPI_Comm_free");
    if (objects !== null) check(native().commFree(objects), "MPI_Comm_free");
  }

  /** Whether `free` was called. */
  get freed(): boolean {
    return this.#freed;
  }

  /** Runs a call that has no nonblocking form on the thread for such calls; the index of what it made, or -1. */
  async #make(operation: string, call: (slot: number, handle: number, result: Int32Array) => void): Promise<number> {
    const handle = this.handle(operation);
    if (!limits.threadMultiple) {
      refuse(
        "MPI_ERR_OTHER",
        operation,
        "the promise form needs MPI_THREAD_MULTIPLE, which this MPI library was built without: use the Sync form",
      );
    }
    const slot = takeSlot();
    const result = new Int32Array(1);
    call(slot, handle, result);
    await promiseDone(0, slot, operation, result);
    return first(result);
  }

  async #dupObjects(handle: number): Promise<number | null> {
    if (this.objectsHandle() === null) return null;
    return this.#make("MPI_Comm_dup", (slot, _own, result) => native().commDup(slot, handle, result));
  }

  #dupObjectsSync(handle: number): number | null {
    if (this.objectsHandle() === null) return null;
    const result = new Int32Array(1);
    check(native().commDupSync(handle, result), "MPI_Comm_dup");
    return first(result);
  }

  #wrap(handle: number, objects: number | null): Communicator {
    return new Communicator(handle, objects);
  }
}

function first(result: Int32Array): number {
  return result[0] ?? -1;
}

function checkColor(color: number): void {
  if (!Number.isInteger(color) || (color < 0 && color !== -32766)) {
    refuse("MPI_ERR_ARG", "MPI_Comm_split", `colour ${color} is none: give a number from 0, or UNDEFINED`);
  }
}
