/** Moonshine's two networks under onnxruntime. */
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { messageOf, SisterError } from "../../errors.js";
import type { Devices } from "../recognizer.js";
import type { DecoderSteps } from "./greedy-decoder.js";
import { DECODER_FILE, ENCODER_FILE } from "./model-folder.js";

type Runtime = typeof import("onnxruntime-node");

/** What the encoder made of a piece. */
export type Encoded = Tensor;

/** Loaded in the engine's child alone: without a model nobody needs the library. */
function loadRuntime({ provider }: Devices): Runtime {
  const runtime = createRequire(import.meta.url)("onnxruntime-node") as Runtime;
  const there = runtime.listSupportedBackends().map(({ name }) => name);
  if (!there.includes(provider)) {
    throw new SisterError(
      `onnxruntime on this machine has no provider "${provider}": set SISTER_SPEECH_PROVIDER to one of ${there.join(", ")}`,
      { exitCode: 2 },
    );
  }
  return runtime;
}

function sessionOptions({ threads, provider }: Devices): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  };
}

/** The networks of a model's folder. */
export class MoonshineSession {
  readonly #runtime: Runtime;
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;
  /** Names of the decoder's inputs that hold its past. */
  readonly #past: readonly string[];
  readonly #empty: Record<string, Tensor>;
  /** Size of the vocabulary. */
  readonly tokens: number;

  private constructor(runtime: Runtime, encoder: InferenceSession, decoder: InferenceSession) {
    this.#runtime = runtime;
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#past = decoder.inputNames.filter((name) => name.startsWith("past_key_values."));
    this.tokens = shapeOf(decoder.outputMetadata, "logits")[2] ?? 0;
    const [, heads = 0, , width = 0] = shapeOf(decoder.inputMetadata, this.#past[0] ?? "");
    if (!encoder.inputNames.includes("input_values") || this.#past.length === 0 || heads * width * this.tokens === 0)
      throw new Error("it is no Moonshine model: its networks have other inputs");
    this.#empty = Object.fromEntries(
      this.#past.map((name) => [name, new runtime.Tensor("float32", new Float32Array(), [1, heads, 0, width])]),
    );
  }

  /** Loads the networks. Rejects with what is wrong with them. */
  static async open(dir: string, devices: Devices): Promise<MoonshineSession> {
    const runtime = loadRuntime(devices);
    const options = sessionOptions(devices);
    const load = async (file: string): Promise<InferenceSession> => {
      const path = join(dir, file);
      statSync(path);
      try {
        return await runtime.InferenceSession.create(path, options);
      } catch (error) {
        throw new Error(`${file} does not load: ${messageOf(error)}`, { cause: error });
      }
    };
    return new MoonshineSession(runtime, await load(ENCODER_FILE), await load(DECODER_FILE));
  }

  /** Runs the encoder over samples from -1 to 1. */
  async encode(samples: Float32Array): Promise<Encoded> {
    const input = new this.#runtime.Tensor("float32", samples, [1, samples.length]);
    const { last_hidden_state: hidden } = await this.#encoder.run({ input_values: input });
    if (!hidden) throw new Error("the encoder gave no states");
    return hidden;
  }

  /** The decoder, before its first step on a piece. */
  steps(encoded: Encoded): DecoderSteps {
    const { Tensor } = this.#runtime;
    const past: Record<string, Tensor> = { ...this.#empty };
    let first = true;
    return {
      step: async (token) => {
        const outputs = await this.#decoder.run({
          input_ids: new Tensor("int64", BigInt64Array.of(BigInt(token)), [1, 1]),
          encoder_hidden_states: encoded,
          use_cache_branch: new Tensor("bool", Uint8Array.of(first ? 0 : 1), [1]),
          ...past,
        });
        for (const name of this.#past) {
          // What the encoder gave is computed once, at the first step.
          if (first || name.includes(".decoder."))
            past[name] = outputs[name.replace("past_key_values", "present")] as Tensor;
        }
        first = false;
        return outputs["logits"]?.data as Float32Array;
      },
    };
  }
}

function shapeOf(metadata: readonly InferenceSession.ValueMetadata[], name: string): number[] {
  const found = metadata.find((one) => one.name === name);
  return found?.isTensor ? found.shape.map((size) => (typeof size === "number" ? size : 0)) : [];
}
