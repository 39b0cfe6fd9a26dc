/**
 * The published decoder: one file with two branches. For models whose parts are unknown, and for providers other than
 * the processor.
 */
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-node";
import { predict, type DecoderSteps } from "./greedy-decoder.js";
import type { Decoder, Encoded } from "./decoder.js";

export class MergedDecoder implements Decoder {
  readonly #session: InferenceSession;
  readonly #Tensor: TensorConstructor;
  /** Names of the inputs that hold the past. */
  readonly #past: readonly string[];
  readonly #empty: Record<string, Tensor>;
  readonly tokens: number;

  constructor(session: InferenceSession, Tensor: TensorConstructor) {
    this.#session = session;
    this.#Tensor = Tensor;
    this.#past = session.inputNames.filter((name) => name.startsWith("past_key_values."));
    this.tokens = shapeOf(session.outputMetadata, "logits")[2] ?? 0;
    const [, heads = 0, , width = 0] = shapeOf(session.inputMetadata, this.#past[0] ?? "");
    if (this.#past.length === 0 || heads * width * this.tokens === 0)
      throw new Error("it is not a Moonshine decoder: it has other inputs");
    this.#empty = Object.fromEntries(
      this.#past.map((name) => [name, new Tensor("float32", new Float32Array(), [1, heads, 0, width])]),
    );
  }

  begin(encoded: Encoded): Promise<DecoderSteps> {
    const past: Record<string, Tensor> = { ...this.#empty };
    let first = true;
    return Promise.resolve({
      step: async (token: number) => {
        const outputs = await this.#session.run({
          input_ids: new this.#Tensor("int64", BigInt64Array.of(BigInt(token)), [1, 1]),
          encoder_hidden_states: encoded,
          use_cache_branch: new this.#Tensor("bool", Uint8Array.of(first ? 0 : 1), [1]),
          ...past,
        });
        for (const name of this.#past) {
          // Values from the encoder are computed only once, at the first step.
          if (first || name.includes(".decoder."))
            past[name] = outputs[name.replace("past_key_values", "present")] as Tensor;
        }
        first = false;
        return predict(outputs["logits"]?.data as Float32Array);
      },
    });
  }
}

function shapeOf(metadata: readonly InferenceSession.ValueMetadata[], name: string): number[] {
  const found = metadata.find((one) => one.name === name);
  return found?.isTensor ? found.shape.map((size) => (typeof size === "number" ? size : 0)) : [];
}
