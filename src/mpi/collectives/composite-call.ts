/** A collective that consists of several MPI calls, or that needs a step after its completion. */
import type { TypedArray } from "../addon/typed-array.js";
import type { CollectiveCalls } from "../addon/native-calls.js";
import type { Finish } from "../requests/posted-request.js";

/** One call of an MPI collective. */
export interface CallPart {
  name: keyof CollectiveCalls;
  args: readonly unknown[];
}

/**
 * A piece that goes point to point, on the private duplicate for pieces. Both ranks post the pieces between them in the
 * same order.
 */
export interface PiecePart {
  way: "send" | "recv";
  peer: number;
  data: TypedArray;
  count: number;
  type: number;
}

/** All calls and pieces are posted together. `finish` runs when all are complete. */
export class CompositeCall {
  readonly calls: readonly CallPart[];
  readonly finish: Finish;
  readonly pieces: readonly PiecePart[];

  constructor(calls: readonly CallPart[], finish: Finish = () => undefined, pieces: readonly PiecePart[] = []) {
    this.calls = calls;
    this.finish = finish;
    this.pieces = pieces;
  }

  /** The same call with one more step at the end. */
  followedBy(last: Finish): CompositeCall {
    const finish = (): void => {
      this.finish();
      last();
    };
    return new CompositeCall(this.calls, finish, this.pieces);
  }
}
