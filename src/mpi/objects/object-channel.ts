/** The private duplicate of a communicator, over which objects travel. */
import { native } from "../addon/native.js";
import { TypedCommunicator } from "../communicator/typed-communicator.js";
import type { PostedRequest } from "../requests/posted-request.js";
import type { Unpacked } from "./serialization.js";

/**
 * Tags of pieces on the duplicate for pieces: of the communicator's own collectives, and of those on the private
 * duplicate.
 */
export const PIECE_TAG = { own: 0, objects: 1 } as const;

/**
 * Messages on it keep their order and never match typed messages or a user's ANY_TAG. Its collectives may run in
 * another order relative to the communicator's own on each rank, so its pieces have a tag of their own.
 */
export class ObjectChannel extends TypedCommunicator {
  /** The duplicate for pieces, which also carries the large arrays of objects. */
  readonly arrays: TypedCommunicator;

  constructor(handle: number) {
    const forPieces = native().commForPieces(handle);
    super(handle, { comm: forPieces, tag: PIECE_TAG.objects });
    this.arrays = new TypedCommunicator(forPieces);
  }

  /** Posts receives for the arrays of an object that travel as messages of their own. */
  receiveArrays({ apart, tag }: Unpacked<unknown>, source: number): PostedRequest[] {
    return apart.map((memory) => this.arrays.irecv(memory, { source, tag }) as PostedRequest);
  }
}
