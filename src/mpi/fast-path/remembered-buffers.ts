/**
 * Buffers that the addon remembers the place of. Programs use the same buffers again and again, and asking where one lies costs half of what a small message
 * costs beside MPI. A buffer that was detached or resized since has another length.
 */
import type { TypedArray } from "../addon/typed-array.js";

const BYTES_MOST = 1 << 20;

/** Large ones would be kept alive for nothing, and empty ones may be detached already. */
export function isRemembered(memory: TypedArray): boolean {
  return memory.length > 0 && memory.byteLength <= BYTES_MOST;
}

/** What a call was given last at one of its places, which the addon knows the address of. */
export class RememberedPlace {
  #data: TypedArray | null = null;
  #length = 0;

  /** What to give the addon, which is called at once: `false` where it is the same as last time. IN_PLACE (`true`) and null are not remembered. */
  next(place: TypedArray | true | null): TypedArray | boolean | null {
    if (place === null || place === true) return place;
    if (place === this.#data && place.length === this.#length) return false;
    this.#data = isRemembered(place) ? place : null;
    this.#length = place.length;
    return place;
  }
}
