/**
 * The arguments of v- and w-collectives, checked and in the addon's order. Arguments that only the root gives are null
 * on other ranks.
 */
import { blockOf, isInPlace, type BufferLike } from "../datatype/buffer.js";
import { fits, given, inPlace, NOTHING, type InPlace, type Where } from "./collective-arguments.js";
import { INT_MOST } from "../large-counts/ints.js";
import type { CollectiveCalls, PiecesArguments, ScattervArguments, SpreadsArguments } from "../addon/native-calls.js";
import { refusePiecesOverlap, refuseSharedPieces, type Cure } from "./overlap.js";
import { CompositeCall } from "./composite-call.js";
import { PiecePlan, type Handling } from "../large-counts/piece-plan.js";
import { piecesOf, typedPiecesOf, type Pieces, type TypedPieceBlock, type TypedPieces } from "./pieces.js";
import { enlargedType, freeType } from "../datatype/datatype-layout.js";

const NO_PIECES = [null, null, null, 0] as const;

/** The root's own piece, which IN_PLACE leaves where it is. */
function staying(buffer: unknown, root: number): Handling {
  return isInPlace(buffer) ? { stays: root } : {};
}

export function scattervArguments(
  pieces: Pieces | null,
  buffer: BufferLike | InPlace | null,
  at: Where,
): ScattervArguments | CompositeCall {
  const { isRoot, isLeaf, peers, root, operation } = at;
  const plan = new PiecePlan(at);
  const send = isRoot ? piecesOf(given(pieces, "{ data, counts }", operation), peers, operation) : null;
  const recv = isLeaf && !isInPlace(buffer) ? blockOf(given(buffer, "the receive buffer", operation), operation) : null;
  if (send && recv) {
    fits(recv, send.counts[root] ?? 0, operation, send.type);
    refusePiecesOverlap(send, recv, operation);
  }
  const head = send ? plan.spread(send, "send", staying(buffer, root)) : NO_PIECES;
  if (isInPlace(buffer)) return plan.call("scatterv", [...head, ...inPlace(at), root]);
  if (!recv) return plan.call("scatterv", [...head, ...NOTHING, root]);
  return plan.call("scatterv", [...head, ...plan.block(recv, "recv", () => [root]), root]);
}

export function gathervArguments(
  data: BufferLike | InPlace | null,
  pieces: Pieces | null,
  at: Where,
): PiecesArguments | CompositeCall {
  const { isRoot, isLeaf, peers, root, operation } = at;
  const plan = new PiecePlan(at);
  const recv = isRoot ? piecesOf(given(pieces, "{ data, counts }", operation), peers, operation) : null;
  if (recv) refuseSharedPieces(recv, operation);
  const send = isLeaf && !isInPlace(data) ? blockOf(given(data, "the data to gather", operation), operation) : null;
  if (send && recv) refusePiecesOverlap(send, recv, operation);
  const tail = recv ? plan.spread(recv, "recv", staying(data, root)) : NO_PIECES;
  if (isInPlace(data)) return plan.call("gatherv", [...inPlace(at), ...tail, root]);
  if (!send) return plan.call("gatherv", [...NOTHING, ...tail, root]);
  return plan.call("gatherv", [...plan.block(send, "send", () => [root]), ...tail, root]);
}

/** Ranks that receive a block sent to all. */
function receiversOf(at: Where): readonly number[] {
  return at.neighbors?.().destinations ?? Array.from({ length: at.receivers }, (_, rank) => rank);
}

/**
 * For collectives among neighbours: the ranks from which pieces arrive (`sources`) and to which they go
 * (`destinations`).
 */
function sources({ neighbors }: Where): Handling {
  if (!neighbors) return {};
  return {
    peers: () => {
      const { sources: ranks, order } = neighbors();
      return { ranks, order };
    },
  };
}
function destinations({ neighbors }: Where): Handling {
  return neighbors ? { peers: () => ({ ranks: neighbors().destinations }) } : {};
}

export function allgathervArguments(
  data: BufferLike | InPlace,
  pieces: Pieces,
  at: Where,
): PiecesArguments | CompositeCall {
  const { rank, operation } = at;
  const plan = new PiecePlan(at);
  const block = piecesOf(given(pieces, "{ data, counts }", operation), at.senders, operation);
  refuseSharedPieces(block, operation);
  if (isInPlace(data)) {
    plan.own(block, () => receiversOf(at).filter((peer) => peer !== rank));
    return plan.call("allgatherv", [true, 0, 0, ...plan.spread(block, "recv", { inPlace: "own" }), 0]);
  }
  const send = blockOf(given(data, "the data to gather", operation), operation);
  refusePiecesOverlap(send, block, operation, cureOf(at));
  const recv = plan.spread(block, "recv", sources(at));
  return plan.call(at.neighbors ? "neighborAllgatherv" : "allgatherv", [
    ...plan.block(send, "send", () => receiversOf(at)),
    ...recv,
    0,
  ]);
}

export function alltoallvArguments(
  data: Pieces | InPlace,
  pieces: Pieces,
  at: Where,
): SpreadsArguments | CompositeCall {
  const { senders, receivers, operation } = at;
  const plan = new PiecePlan(at);
  const block = piecesOf(given(pieces, "{ data, counts }", operation), senders, operation);
  refuseSharedPieces(block, operation);
  if (isInPlace(data)) {
    return plan.call("alltoallv", [true, null, null, 0, ...plan.spread(block, "recv", { inPlace: "exchange" })]);
  }
  const send = piecesOf(given(data, "{ data, counts }", operation), receivers, operation);
  refusePiecesOverlap(send, block, operation, cureOf(at));
  const recv = plan.spread(block, "recv", sources(at));
  return plan.call(at.neighbors ? "neighborAlltoallv" : "alltoallv", [
    ...plan.spread(send, "send", destinations(at)),
    ...recv,
  ]);
}

/** Collectives among neighbours have no IN_PLACE. */
function cureOf({ neighbors }: Where): Cure {
  return neighbors ? "copy" : "inPlace";
}

/** Displacements are in bytes, as ints; in the neighbour form they are addresses, which may be larger. */
export function alltoallwArguments(
  data: TypedPieces | InPlace,
  pieces: TypedPieces,
  at: Where,
): CollectiveCalls["alltoallw"] | CompositeCall {
  const { senders, receivers, operation } = at;
  const made: number[] = [];
  const recv = typedPiecesOf(given(pieces, "{ data, counts, displs, datatypes }", operation), senders, operation);
  refuseSharedPieces(recv, operation);
  const into = typed(recv, INT_MOST, Int32Array, made);
  if (isInPlace(data)) return withTypes("alltoallw", [true, null, null, null, ...into], made);
  const send = typedPiecesOf(given(data, "{ data, counts, displs, datatypes }", operation), receivers, operation);
  refusePiecesOverlap(send, recv, operation);
  return withTypes("alltoallw", [...typed(send, INT_MOST, Int32Array, made), ...into], made);
}

export function neighborAlltoallwArguments(
  data: TypedPieces,
  pieces: TypedPieces,
  at: Where,
): CollectiveCalls["neighborAlltoallw"] | CompositeCall {
  const { senders, receivers, operation } = at;
  const made: number[] = [];
  const recv = typedPiecesOf(given(pieces, "{ data, counts, displs, datatypes }", operation), senders, operation);
  refuseSharedPieces(recv, operation);
  const into = typed(recv, Infinity, Float64Array, made);
  const send = typedPiecesOf(given(data, "{ data, counts, displs, datatypes }", operation), receivers, operation);
  refusePiecesOverlap(send, recv, operation, "copy");
  return withTypes("neighborAlltoallw", [...typed(send, Infinity, Float64Array, made), ...into], made);
}

/**
 * Replaces each piece beyond the range of an int by one element of a datatype with that count and displacement. Each
 * rank may choose its own datatypes.
 */
function typed<D>(
  { data, counts, displs, types }: TypedPieceBlock,
  farthest: number,
  list: { from(numbers: ArrayLike<number>): D },
  made: number[],
): [data: TypedPieceBlock["data"], counts: Int32Array, displs: D, types: Int32Array] {
  const [ints, from] = [[...counts], [...displs]];
  counts.forEach((count, i) => {
    const displ = displs[i] ?? 0;
    if (count <= INT_MOST && displ <= farthest) return;
    from[i] = 0;
    if (count === 0) return;
    made.push((types[i] = enlargedType(types[i] ?? 0, count, displ)));
    ints[i] = 1;
  });
  return [data, Int32Array.from(ints), list.from(from), types];
}

function withTypes<K extends "alltoallw" | "neighborAlltoallw">(
  name: K,
  args: CollectiveCalls[K],
  made: readonly number[],
): CollectiveCalls[K] | CompositeCall {
  return made.length === 0 ? args : new CompositeCall([{ name, args }], () => made.forEach(freeType));
}
