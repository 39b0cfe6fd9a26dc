/**
 * The fast path of small blocking calls: the addon remembers the addresses of the last buffers. Programs use the same
 * buffers again and again, and asking Node-API for an address costs half of what a small message costs beside MPI. This
 * and the envelope bring a small ping-pong to less than 1.5 times the latency of C.
 *
 * Hazard: a remembered address must never outlive its memory, or MPI reads and writes freed memory. Three rules keep it
 * valid:
 *
 * - The buffer that belongs to the address is kept alive here, by a reference to the typed array, and so is its backing
 *   store.
 * - An address is used again only if the call gives the identical typed array with the same length. A buffer that was
 *   detached or resized since then has another length.
 * - All state is per thread, on both sides: modules here, `__thread` in native/mpi/fast-path/remembered.h.
 *
 * No call of another kind may write the addon's remembered addresses: sendOnceSync exists so that object messages leave
 * them alone.
 */
import type { TypedArray } from "../addon/typed-array.js";

const BYTES_MOST = 1 << 20;

/** Large buffers would be kept alive for no gain, and empty buffers may already be detached. */
export function isRemembered(memory: TypedArray): boolean {
  return memory.length > 0 && memory.byteLength <= BYTES_MOST;
}

/** The buffer that a call had last at one place of its arguments. The addon remembers its address. */
export class RememberedPlace {
  #data: TypedArray | null = null;
  #length = 0;

  /**
   * The value to give the addon in the call that follows at once: `false` if the buffer is the previous one. IN_PLACE
   * (`true`) and null are not remembered.
   */
  next(place: TypedArray | true | null): TypedArray | boolean | null {
    if (place === null || place === true) return place;
    if (place === this.#data && place.length === this.#length) return false;
    this.#data = isRemembered(place) ? place : null;
    this.#length = place.length;
    return place;
  }
}
