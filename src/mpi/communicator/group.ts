/** Groups: ordered sets of processes. All calls are local. */
import { PROC_NULL, UNDEFINED } from "../constants.js";
import type { Numbers } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import { native } from "../addon/native.js";
import { unwrap, check } from "../addon/error-codes.js";

/** The relation of two groups or communicators. */
export type Comparison = "identical" | "congruent" | "similar" | "unequal";
const COMPARISONS = ["identical", "congruent", "similar", "unequal"] as const;

/** @internal */
export function comparison(answer: number): Comparison {
  return COMPARISONS[answer] ?? "unequal";
}

/** Ranks from `first` to `last` (inclusive) in steps of `stride`; default 1. */
export type Range = readonly [first: number, last: number, stride?: number];

/**
 * @example
 * const evens = world.group().rangeIncl([[0, world.size - 1, 2]]);
 * const comm = await world.create(evens); // null on the odd ranks
 */
export class Group {
  /** The group without members. */
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

  static #storedIndex(answer: number, operation: string): Group {
    return new Group(unwrap(answer, operation));
  }

  /** @internal */
  get index(): number {
    if (this.#index < 0) refuse("MPI_ERR_GROUP", "MPI_Group", "the group was freed: make another one");
    return this.#index;
  }

  /** Number of members. */
  get size(): number {
    return native().groupSize(this.index);
  }
  /** This process's rank in the group; UNDEFINED: it is not a member. */
  get rank(): number {
    return native().groupRank(this.index);
  }

  /** All members, followed by the other group's members that are not among them. */
  union(other: Group): Group {
    return Group.#storedIndex(native().groupUnion(this.index, other.index), "MPI_Group_union");
  }
  /** The members that are also in the other group. */
  intersection(other: Group): Group {
    return Group.#storedIndex(native().groupIntersection(this.index, other.index), "MPI_Group_intersection");
  }
  /** The members that are not in the other group. */
  difference(other: Group): Group {
    return Group.#storedIndex(native().groupDifference(this.index, other.index), "MPI_Group_difference");
  }

  /** A group of these ranks, in this order. */
  incl(ranks: Numbers): Group {
    return Group.#storedIndex(native().groupIncl(this.index, this.#chosen(ranks, "MPI_Group_incl")), "MPI_Group_incl");
  }
  /** A group of all members except these ranks. */
  excl(ranks: Numbers): Group {
    return Group.#storedIndex(native().groupExcl(this.index, this.#chosen(ranks, "MPI_Group_excl")), "MPI_Group_excl");
  }
  /** A group of the ranks in these ranges, in this order. Example: `[[0, 9, 2]]` is 0, 2, 4, 6, 8. */
  rangeIncl(ranges: readonly Range[]): Group {
    const operation = "MPI_Group_range_incl";
    return Group.#storedIndex(native().groupRangeIncl(this.index, this.#triples(ranges, operation)), operation);
  }
  /** A group of all members except the ranks in these ranges. */
  rangeExcl(ranges: readonly Range[]): Group {
    const operation = "MPI_Group_range_excl";
    return Group.#storedIndex(native().groupRangeExcl(this.index, this.#triples(ranges, operation)), operation);
  }

  #triples(ranges: readonly Range[], operation: string): Int32Array {
    for (const [first, last, stride = 1] of ranges) {
      this.#members([first, last], operation);
      if ((stride | 0) !== stride || stride === 0) {
        refuse(
          "MPI_ERR_ARG",
          operation,
          `stride ${stride} is not a whole number other than 0: give 1 or more, or -1 or less`,
        );
      }
    }
    return Int32Array.from(ranges.flatMap(([first, last, stride = 1]) => [first, last, stride]));
  }

  #members(ranks: Numbers, operation: string, alsoNobody = false): Int32Array {
    const { size } = this;
    for (const rank of ranks) {
      if (alsoNobody && rank === PROC_NULL) continue;
      if (!Number.isInteger(rank) || rank < 0 || rank >= size) {
        refuse("MPI_ERR_RANK", operation, `${rank} is not a rank of this group of ${size}`);
      }
    }
    return Int32Array.from(ranks);
  }

  #chosen(ranks: Numbers, operation: string): Int32Array {
    if (new Set(ranks).size < ranks.length) refuse("MPI_ERR_RANK", operation, "a rank is listed twice");
    return this.#members(ranks, operation);
  }

  /** The ranks of these members in the other group; UNDEFINED for those that are not its members. */
  translateRanks(ranks: Numbers, other: Group): number[] {
    const result = new Int32Array(ranks.length).fill(UNDEFINED);
    const operation = "MPI_Group_translate_ranks";
    check(native().groupTranslate(this.index, this.#members(ranks, operation, true), other.index, result), operation);
    return [...result];
  }

  /** "identical": the same members in the same order; "similar": in another order; "unequal": other members. */
  compare(other: Group): Comparison {
    return comparison(unwrap(native().groupCompare(this.index, other.index), "MPI_Group_compare"));
  }

  /** Frees the group. Using it afterwards is refused. Communicators made from it stay. */
  free(): void {
    const index = this.index;
    this.#index = -1;
    check(native().groupFree(index), "MPI_Group_free");
  }
}
