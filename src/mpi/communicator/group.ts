/** Groups: ordered sets of processes. All calls are local. */
import { PROC_NULL, UNDEFINED } from "../constants.js";
import type { Numbers } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import { native } from "../addon/native.js";
import { answered, check } from "../addon/error-codes.js";

/** How two groups or communicators relate. */
export type Comparison = "identical" | "congruent" | "similar" | "unequal";
const COMPARISONS = ["identical", "congruent", "similar", "unequal"] as const;

/** @internal */
export function comparison(answer: number): Comparison {
  return COMPARISONS[answer] ?? "unequal";
}

/** From `first` to `last` in steps of `stride` (default 1). */
export type Range = readonly [first: number, last: number, stride?: number];

/**
 * @example
 * const evens = world.group().rangeIncl([[0, world.size - 1, 2]]);
 * const comm = await world.create(evens); // null on the odd ranks
 */
export class Group {
  /** The group of nobody. */
  static get EMPTY(): Group {
    return new Group(native().groupEmpty());
  }

  #index: number;

  private constructor(index: number) {
    this.#index = index;
  }

  /** @internal */
  static adopt(index: number): Group {
    return new Group(index);
  }

  static #made(answer: number, operation: string): Group {
    return new Group(answered(answer, operation));
  }

  /** @internal */
  get index(): number {
    if (this.#index < 0) refuse("MPI_ERR_GROUP", "MPI_Group", "the group was freed: make another");
    return this.#index;
  }

  /** Number of members. */
  get size(): number {
    return native().groupSize(this.index);
  }
  /** This process in the group; UNDEFINED where it is no member. */
  get rank(): number {
    return native().groupRank(this.index);
  }

  /** All members, then those of the other that are not among them. */
  union(other: Group): Group {
    return Group.#made(native().groupUnion(this.index, other.index), "MPI_Group_union");
  }
  /** The members that are in the other too. */
  intersection(other: Group): Group {
    return Group.#made(native().groupIntersection(this.index, other.index), "MPI_Group_intersection");
  }
  /** The members that are not in the other. */
  difference(other: Group): Group {
    return Group.#made(native().groupDifference(this.index, other.index), "MPI_Group_difference");
  }

  /** These ranks, in this order. */
  incl(ranks: Numbers): Group {
    return Group.#made(native().groupIncl(this.index, this.#chosen(ranks, "MPI_Group_incl")), "MPI_Group_incl");
  }
  /** All but these ranks. */
  excl(ranks: Numbers): Group {
    return Group.#made(native().groupExcl(this.index, this.#chosen(ranks, "MPI_Group_excl")), "MPI_Group_excl");
  }
  /** The ranks of these ranges, in this order. Example: `[[0, 9, 2]]` is 0, 2, 4, 6, 8. */
  rangeIncl(ranges: readonly Range[]): Group {
    const operation = "MPI_Group_range_incl";
    return Group.#made(native().groupRangeIncl(this.index, this.#triples(ranges, operation)), operation);
  }
  /** All but the ranks of these ranges. */
  rangeExcl(ranges: readonly Range[]): Group {
    const operation = "MPI_Group_range_excl";
    return Group.#made(native().groupRangeExcl(this.index, this.#triples(ranges, operation)), operation);
  }

  #triples(ranges: readonly Range[], operation: string): Int32Array {
    for (const [first, last, stride = 1] of ranges) {
      this.#members([first, last], operation);
      if ((stride | 0) !== stride || stride === 0) {
        refuse("MPI_ERR_ARG", operation, `stride ${stride} is no number of ranks: give 1 or more, or -1 or less`);
      }
    }
    return Int32Array.from(ranges.flatMap(([first, last, stride = 1]) => [first, last, stride]));
  }

  #members(ranks: Numbers, operation: string, alsoNobody = false): Int32Array {
    const { size } = this;
    for (const rank of ranks) {
      if (alsoNobody && rank === PROC_NULL) continue;
      if (!Number.isInteger(rank) || rank < 0 || rank >= size) {
        refuse("MPI_ERR_RANK", operation, `${rank} is no rank of this group of ${size}`);
      }
    }
    return Int32Array.from(ranks);
  }

  #chosen(ranks: Numbers, operation: string): Int32Array {
    if (new Set(ranks).size < ranks.length) refuse("MPI_ERR_RANK", operation, "a rank is named twice");
    return this.#members(ranks, operation);
  }

  /** What these ranks are in the other group; UNDEFINED for those that are no members. */
  translateRanks(ranks: Numbers, other: Group): number[] {
    const result = new Int32Array(ranks.length).fill(UNDEFINED);
    const operation = "MPI_Group_translate_ranks";
    check(native().groupTranslate(this.index, this.#members(ranks, operation, true), other.index, result), operation);
    return [...result];
  }

  /** "identical": the same members in the same order; "similar": in another order; else "unequal". */
  compare(other: Group): Comparison {
    return comparison(answered(native().groupCompare(this.index, other.index), "MPI_Group_compare"));
  }

  /** Frees it: its use after that is refused. Communicators that were made of it stay. */
  free(): void {
    const index = this.index;
    this.#index = -1;
    check(native().groupFree(index), "MPI_Group_free");
  }
}
