/** The contract of a decoder: the encoder's states of a piece in, steps out. */
import type { Tensor } from "onnxruntime-node";
import type { DecoderSteps } from "./greedy-decoder.js";

/** The encoder's states of a piece: [1, frames, width]. */
export type Encoded = Tensor;

export interface Decoder {
  /** Size of the vocabulary. */
  readonly tokens: number;
  /** Begins a piece. The steps of the previous piece become invalid. */
  begin(encoded: Encoded): Promise<DecoderSteps>;
}
