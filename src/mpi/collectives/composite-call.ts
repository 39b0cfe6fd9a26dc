/** A collective that is more than one MPI call: in parts, or with something to do when it is complete. */
import type { TypedArray } from "../addon/typed-array.js";
import type { CollectiveCalls } from "../addon/native-calls.js";
import type { Finish } from "../requests/posted-request.js";

/** One of MPI's collectives. */
export interface CallPart {
  name: keyof CollectiveCalls;
  args: readonly unknown[];
}

/** A piece that goes point to point, on the private duplicate for pieces. Both sides post what goes between them in the same order. */
export interface PiecePart {
  way: "send" | "recv";
  peer: number;
  data: TypedArray;
  count: number;
  type: number;
}

/** All of it is posted side by side; `finish` runs when everything is complete. */
export class CompositeCall {
  readonly calls: readonly CallPart[];
  readonly finish: Finish;
  readonly pieces: readonly PiecePart[];

  constructor(calls: readonly CallPart[], finish: Finish = () => undefined, pieces: readonly PiecePart[] = []) {
    this.calls = calls;
    this.finish = finish;
    this.pieces = pieces;
  }

  /** The same with something more to do at the end. */
  followedBy(last: Finish): CompositeCall {
    const finish = (): void => {
      this.finish();
      last();
    };
    return new CompositeCall(this.calls, finish, this.pieces);
  }
}
