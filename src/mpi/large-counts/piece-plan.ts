/**
 * The path for large v-collectives. In MPI 3.1 counts and displacements are ints, and collectives match call by call.
 * So whatever a rank does on its own must end in the same call with the same signature:
 *
 * - A piece of more than PIECE_BYTES_MOST bytes goes point to point and is empty in the collective. Its two ranks know
 *   its length, and no other rank needs to.
 * - Displacements beyond an int, which only one rank knows, are expressed relative to another base or in larger units.
 *   If neither is enough, that rank copies its pieces through a buffer in which they are adjacent.
 *
 * Without a private duplicate (`objects: false`), every piece stays in the collective.
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

/** The ranks at the other end of the pieces. */
export interface Peers {
  ranks: readonly number[];
  /** The order in which pieces from one rank are received; default: the order of the pieces. */
  order?: readonly number[];
}

/** Special treatment of a buffer's pieces. */
export interface Handling {
  /** Called only for large pieces; default: ranks 0, 1, 2 … */
  peers?: () => Peers;
  /** Index of a piece that is not sent, because it is already in place. */
  stays?: number;
  /**
   * IN_PLACE, where MPI also reads the receive buffer: only the rank's own piece, or each piece, which is replaced by
   * another rank's.
   */
  inPlace?: "own" | "exchange";
}

/** The arguments of a collective, and what must happen beside the call. An ordinary call makes only this object. */
export class PiecePlan {
  readonly #at: Where;
  #pieces: PiecePart[] | null = null;
  #finish: Finish[] | null = null;

  constructor(at: Where) {
    this.#at = at;
  }

  /** The call with these arguments. */
  call<K extends keyof CollectiveCalls>(name: K, args: CollectiveCalls[K]): CollectiveCalls[K] | CompositeCall {
    const finish = this.#finish;
    const pieces = this.#pieces;
    if (!finish && !pieces) return args;
    const all = (): void => finish?.forEach((one) => one());
    return new CompositeCall([{ name, args }], all, pieces ?? []);
  }

  /** One block to or from one or several ranks. `peers` is called only for large blocks. */
  block(block: Block, way: PiecePart["way"], peers: () => readonly number[]): Flat {
    if (!this.#isLarge(block.count, block.type)) return flat(block);
    const { data, count, type } = block;
    for (const peer of peers()) this.#post({ way, peer, data, count, type });
    return emptied(block);
  }

  /**
   * This rank's own piece (IN_PLACE), which goes to the other ranks. Call it before `spread`, which sets the piece's
   * count to 0.
   */
  own({ data, type, counts, displs }: PieceBlock, peers: () => readonly number[]): void {
    const { rank } = this.#at;
    const count = counts[rank] ?? 0;
    if (!this.#isLarge(count, type)) return;
    this.block({ data: memoryFrom(data, (displs[rank] ?? 0) * formOf(type).extent), count, type }, "send", peers);
  }

  /** Pieces, each to or from its own rank. */
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

  /** Expresses counts and displacements beyond an int with ints. */
  #near(block: PieceBlock, way: PiecePart["way"], handling: Handling): Spread {
    const { data, type, counts } = block;
    const form = formOf(type);
    // Elements without extent are all in one place.
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
    // If elements have gaps, copying back would overwrite the gaps with the contents of the copy.
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
        ? "on a communicator without a private duplicate, pieces of more than 2^31 - 1 elements, or of more than 2^32 together, need counts and displacements with a common divisor: make the communicator without { objects: false }, or the numbers multiples of 8"
        : `the pieces that are not sent separately have ${together} elements together, more than 2^32, and no common divisor: start all ranks with SISTER_MPI_PIECE_BYTES=${Math.floor(2 ** 32 / (counts.length + 1))}`,
    );
  }
}

/** An empty block with the same type. MPI ignores the address but checks the type. */
function emptied(block: Block): Flat {
  return [block.data, 0, block.type];
}

/** Memory for `bytes` bytes. Elements have 8 bytes because a typed array has at most 2^32 elements. */
function room(bytes: number): TypedArray {
  return new Float64Array(Math.ceil(bytes / 8));
}
