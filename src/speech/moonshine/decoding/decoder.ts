/** The contract of a decoder: what the encoder made of a piece in, steps out. */
import type { Tensor } from "onnxruntime-node";
import type { DecoderSteps } from "./greedy-decoder.js";

/** What the encoder made of a piece: [1, frames, width]. */
export type Encoded = Tensor;

export interface Decoder {
  /** Size of the vocabulary. */
  readonly tokens: number;
  /** Begins with a piece; steps of the piece before are not valid any more. */
  begin(encoded: Encoded): Promise<DecoderSteps>;
}
