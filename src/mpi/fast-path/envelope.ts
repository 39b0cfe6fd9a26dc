/**
 * The arguments of point-to-point calls except the buffer, in memory shared with the addon, in the order of `Envelope`.
 * An argument of a call into the addon costs more than a store.
 *
 * Hazard: the envelope is one per thread, so nothing may run between `address` and the call that reads it.
 */
export const envelope = new Float64Array(7);
type Envelope = [comm: number, count: number, type: number, peer: number, tag: number, slot?: number, spin?: 0 | 1];

/** Writes the envelope for the call that must follow at once. */
export function address(...[comm, count, type, peer, tag, slot = 0, spin = 0]: Envelope): void {
  envelope[0] = comm;
  envelope[1] = count;
  envelope[2] = type;
  envelope[3] = peer;
  envelope[4] = tag;
  envelope[5] = slot;
  envelope[6] = spin;
}
