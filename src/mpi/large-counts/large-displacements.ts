/** Expresses pieces that are far apart with ints: numbers of elements, relative to a base, in units. Pure. */
import { INT_MOST } from "./ints.js";

/** Displacements count from element `base` on. Displacements and counts are in units of `unit` elements. */
export interface Reach {
  base: number;
  unit: number;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/**
 * A base and a unit with which all counts and displacements are ints of at most `most`; null: there are none. Pieces
 * without elements do not matter. A base in the middle doubles the range of displacements.
 */
export function reachOf(counts: readonly number[], displs: readonly number[], most = INT_MOST): Reach | null {
  const given = counts.flatMap((count, i) => (count > 0 ? [{ count, displ: displs[i] ?? 0 }] : []));
  if (given.length === 0) return { base: 0, unit: 1 };
  // Loops, because a call cannot have as many arguments as there may be ranks.
  const low = given.reduce((least, { displ }) => Math.min(least, displ), Infinity);
  const span = given.reduce((greatest, { displ }) => Math.max(greatest, displ), 0) - low;
  const largest = given.reduce((greatest, { count }) => Math.max(greatest, count), 0);
  const fits = (unit: number): boolean => largest <= most * unit && span <= (2 * most + 1) * unit;
  const unit = fits(1)
    ? 1
    : given.reduce((all, { count, displ }) => greatestDivisor(greatestDivisor(all, count), displ - low), 0);
  if (!fits(unit)) return null;
  return { base: span <= most * unit ? low : low + (most + 1) * unit, unit };
}

/** Pieces one after another: where each begins, in elements, and the memory that they need, in bytes. */
export interface Row {
  displs: number[];
  bytes: number;
}

/**
 * `end`: bytes from the beginning of an element to the end of its data, which may be after the beginning of the next
 * element.
 */
export function rowOf(counts: readonly number[], { extent, end }: { extent: number; end: number }): Row {
  let next = 0;
  let bytes = 0;
  const displs = counts.map((count) => {
    const at = next;
    if (count > 0) {
      const used = spanOf(count, { extent, end });
      bytes = Math.max(bytes, at * extent + used);
      next += Math.max(count, Math.ceil(used / extent));
    }
    return at;
  });
  return { displs, bytes };
}

/** Bytes from the beginning of `count` elements to the end of their data. */
export function spanOf(count: number, { extent, end }: { extent: number; end: number }): number {
  return count === 0 ? 0 : (count - 1) * extent + end;
}
