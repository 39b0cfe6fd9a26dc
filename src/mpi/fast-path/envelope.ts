/**
 * What goes beside the buffer in point-to-point calls, shared with the addon, because each argument of a call costs more than a store: the
 * numbers of `Envelope`, in that order.
 */
export const envelope = new Float64Array(7);
type Envelope = [comm: number, count: number, type: number, peer: number, tag: number, slot?: number, spin?: 0 | 1];

/** Writes the envelope of the call that follows at once. */
export function address(...[comm, count, type, peer, tag, slot = 0, spin = 0]: Envelope): void {
  envelope[0] = comm;
  envelope[1] = count;
  envelope[2] = type;
  envelope[3] = peer;
  envelope[4] = tag;
  envelope[5] = slot;
  envelope[6] = spin;
}
