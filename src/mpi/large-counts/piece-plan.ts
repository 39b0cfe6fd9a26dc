/**
 * The large path of v-collectives. MPI 3.1 says counts and displacements as ints, and matches collectives call by call, so whatever a rank does for
 * itself must end in the same call with the same signature:
 *
 * - A piece of more than PIECE_BYTES_MOST bytes goes point to point, and is empty in the collective. Its two sides know its length, and nobody else
 *   has to know of it.
 * - Displacements that are too much for an int, which one rank alone knows, are said from another base, or in larger units; where neither reaches, the
 *   pieces of that rank go through a row of their own, in which they lie one after another.
 *
 * Where there is no private duplicate (`objects: false`), every piece stays in the collective.
 */
import { copyBytes, memoryFrom, type Block } from "../datatype/buffer.js";
import type { TypedArray } from "../addon/typed-array.js";
import { flat, type Where } from "../collectives/collective-arguments.js";
import { PROC_NULL } from "../constants.js";
import { refuse } from "../error.js";
import { reachOf, rowOf, spanOf } from "./large-displacements.js";
import { INT_MOST, PIECE_BYTES_MOST } from "./ints.js";
import type { Block as Flat, CollectiveCalls, Spread } from "../addon/native-calls.js";
import { CompositeCall, type PiecePart } from "../collectives/composite-call.js";
import type { PieceBlock } from "../collectives/pieces.js";
import type { Finish } from "../requests/posted-request.js";
import { enlargedType, formOf, freeType } from "../datatype/datatype-layout.js";

/** Whose the pieces are. */
export interface Peers {
  ranks: readonly number[];
  /** The order in which what comes from one rank is received; default: that of the pieces. */
  order?: readonly number[];
}

/** What of a buffer's pieces is special. */
export interface Handling {
  /** Asked on the large path alone; default: ranks 0, 1, 2 … */
  peers?: () => Peers;
  /** The piece with this number goes nowhere: it is where it shall be. */
  stays?: number;
  /** IN_PLACE, where MPI also reads what it receives into: the own piece alone, or each piece, which another one replaces. */
  inPlace?: "own" | "exchange";
}

/** The call with what goes beside it; an ordinary call makes nothing but this object. */
export class PiecePlan {
  readonly #at: Where;
  #pieces: PiecePart[] | null = null;
  #finish: Finish[] | null = null;

  constructor(at: Where) {
    this.#at = at;
  }

  /** The call, with these arguments. */
  call<K extends keyof CollectiveCalls>(name: K, args: CollectiveCalls[K]): CollectiveCalls[K] | CompositeCall {
    const finish = this.#finish;
    const pieces = this.#pieces;
    if (!finish && !pieces) return args;
    const all = (): void => finish?.forEach((one) => one());
    return new CompositeCall([{ name, args }], all, pieces ?? []);
  }

  /** One block to or from a rank or several; they are asked for on the large path alone. */
  block(block: Block, way: PiecePart["way"], peers: () => readonly number[]): Flat {
    if (!this.#isLarge(block.count, block.type)) return flat(block);
    const { data, count, type } = block;
    for (const peer of peers()) this.#post({ way, peer, data, count, type });
    return emptied(block);
  }

  /** The piece of this rank among all (IN_PLACE): it goes to the others from there. Before `spread`, which empties it. */
  own({ data, type, counts, displs }: PieceBlock, peers: () => readonly number[]): void {
    const { rank } = this.#at;
    const count = counts[rank] ?? 0;
    if (!this.#isLarge(count, type)) return;
    this.block({ data: memoryFrom(data, (displs[rank] ?? 0) * formOf(type).extent), count, type }, "send", peers);
  }

  /** Pieces, each to or from its rank. */
  spread(block: PieceBlock, way: PiecePart["way"], handling: Handling = {}): Spread {
    const { data, type, counts, displs } = block;
    if (this.#isOrdinary(block)) return [data, Int32Array.from(counts), Int32Array.from(displs), type];
    if (handling.stays !== undefined) counts[handling.stays] = 0;
    const peers = handling.peers?.();
    for (const i of peers?.order ?? counts.keys()) {
      const count = counts[i] ?? 0;
      if (!this.#isLarge(count, type)) continue;
      counts[i] = 0;
      this.#piece(block, way, i, count, peers ? (peers.ranks[i] ?? PROC_NULL) : i, handling);
    }
    return this.#near(block, way, handling);
  }

  #isOrdinary({ type, counts, displs }: PieceBlock): boolean {
    const { size } = formOf(type);
    const most = this.#at.forPieces < 0 ? INT_MOST : Math.min(INT_MOST, PIECE_BYTES_MOST / size);
    return counts.every((count) => count <= most) && displs.every((displ) => displ <= INT_MOST);
  }

  #isLarge(count: number, type: number): boolean {
    return this.#at.forPieces >= 0 && count * formOf(type).size > PIECE_BYTES_MOST;
  }

  #post(piece: PiecePart): void {
    if (piece.peer === PROC_NULL) return;
    (this.#pieces ??= []).push(piece);
  }

  #atEnd(finish: Finish): void {
    (this.#finish ??= []).push(finish);
  }

  #piece(block: PieceBlock, way: PiecePart["way"], i: number, count: number, peer: number, handling: Handling): void {
    const { type } = block;
    const form = formOf(type);
    const data = memoryFrom(block.data, (block.displs[i] ?? 0) * form.extent);
    if (handling.inPlace && peer === this.#at.rank) return;
    if (handling.inPlace === "exchange") {
      const bytes = spanOf(count, form);
      const copy = room(bytes);
      copyBytes(data, 0, copy, 0, bytes);
      this.#post({ way: "send", peer, data: copy, count, type });
    }
    this.#post({ way, peer, data, count, type });
  }

  /** Pieces whose displacements or counts are no ints, as ints. */
  #near(block: PieceBlock, way: PiecePart["way"], handling: Handling): Spread {
    const { data, type, counts } = block;
    const form = formOf(type);
    // Elements without extent lie all in one place.
    const displs = form.extent === 0 ? counts.map(() => 0) : block.displs;
    const reach = reachOf(counts, displs);
    if (!reach) return this.#inRow({ data, type, counts, displs }, way, handling);
    const { base, unit } = reach;
    const scaled = (displ: number, i: number): number => ((counts[i] ?? 0) > 0 ? (displ - base) / unit : 0);
    return [
      base > 0 ? memoryFrom(data, base * form.extent) : data,
      Int32Array.from(counts, (count) => count / unit),
      Int32Array.from(displs, scaled),
      unit > 1 ? this.#unit(type, unit) : type,
    ];
  }

  #unit(type: number, unit: number): number {
    const made = enlargedType(type, unit, 0);
    this.#atEnd(() => freeType(made));
    return made;
  }

  #inRow(block: PieceBlock, way: PiecePart["way"], handling: Handling): Spread {
    const { data, type, counts, displs } = block;
    const form = formOf(type);
    const row = rowOf(counts, form);
    if (!reachOf(counts, row.displs)) this.#refuseRow(counts);
    const copy = room(row.bytes);
    // Elements with gaps would bring what is in the row's gaps.
    const isRead = way === "send" || handling.inPlace !== undefined || form.size !== form.extent;
    const each = (move: (at: number, inRow: number, bytes: number) => void): void =>
      counts.forEach((count, i) => {
        move((displs[i] ?? 0) * form.extent, (row.displs[i] ?? 0) * form.extent, spanOf(count, form));
      });
    if (isRead) each((at, inRow, bytes) => copyBytes(data, at, copy, inRow, bytes));
    if (way === "recv") this.#atEnd(() => each((at, inRow, bytes) => copyBytes(copy, inRow, data, at, bytes)));
    return this.#near({ data: copy, type, counts, displs: row.displs }, way, handling);
  }

  #refuseRow(counts: readonly number[]): never {
    const { operation, forPieces } = this.#at;
    const together = counts.reduce((a, b) => a + b, 0);
    return refuse(
      "MPI_ERR_COUNT",
      operation,
      forPieces < 0
        ? "pieces of more than 2^31 - 1 elements, or together of more than 2^32, need counts and displacements with a common divisor on a communicator without private duplicate: make it without { objects: false }, or them multiples of 8"
        : `the pieces that are not sent by themselves are ${together} elements together, more than 2^32, without a common divisor: start all ranks with SISTER_MPI_PIECE_BYTES=${Math.floor(2 ** 32 / (counts.length + 1))}`,
    );
  }
}

/** An empty block of the same type: a null address would be as good, but the type must be one. */
function emptied(block: Block): Flat {
  return [block.data, 0, block.type];
}

/** Memory for so many bytes, in elements of 8 because a typed array has at most 2^32. */
function room(bytes: number): TypedArray {
  return new Float64Array(Math.ceil(bytes / 8));
}
