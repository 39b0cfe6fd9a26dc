/** Moonshine's networks on onnxruntime. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { messageOf, SisterError } from "../../../errors.js";
import type { Devices } from "../../recognizer.js";
import { END_TOKEN } from "./greedy-decoder.js";
import type { Decoder, Encoded } from "./decoder.js";
import { MergedDecoder } from "./merged-decoder.js";
import { DECODER_FILE, ENCODER_FILE } from "../model-folder.js";
import { decoderGraphs } from "../networks/decoder-graphs.js";
import { readDecoderWeights } from "../networks/decoder-weights.js";
import { ENCODER_NAMES, encoderGraph } from "../networks/encoder-graph.js";
import { readEncoderWeights } from "../networks/encoder-weights.js";
import { TRIAL, trialModel } from "../networks/byte-products.js";
import { StepDecoder } from "./step-decoder.js";

type Runtime = typeof import("onnxruntime-node");

/** Loaded only in the engine's child, and only if a model needs it. */
function loadRuntime(provider: Devices["provider"]): Runtime {
  const require = createRequire(import.meta.url);
  try {
    require.resolve("onnxruntime-node");
  } catch (cause) {
    // npm skips an optional package if its install script fails. That script downloads files for graphics cards only.
    throw new SisterError(
      "onnxruntime-node is not installed: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node",
      {
        cause,
      },
    );
  }
  const runtime = require("onnxruntime-node") as Runtime;
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
    extra: {
      session: {
        // Threads that spin while they wait would take a core from another rank.
        "intra_op.allow_spinning": "0",
        // Weights are kept once, in the form used for computing. An arena would keep the memory of the other form.
        use_device_allocator_for_initializers: "1",
      },
    },
  };
}

/** The networks in a model's folder. */
export class MoonshineSession {
  readonly #runtime: Runtime;
  readonly #encoder: InferenceSession;
  readonly decoder: Decoder;

  private constructor(runtime: Runtime, encoder: InferenceSession, decoder: Decoder) {
    this.#runtime = runtime;
    this.#encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * Loads the networks. Rejects with an Error that describes the damage, or with a SisterError if the provider is
   * missing.
   *
   * @param form "fast": the weights in Sister's own graphs, if possible; "published": the files as they are
   */
  static async open(dir: string, devices: Devices, form: "fast" | "published" = "fast"): Promise<MoonshineSession> {
    const runtime = loadRuntime(devices.provider);
    const options = sessionOptions(devices);
    const isFast = form === "fast" && devices.provider === "cpu";
    const signed = isFast && (await multipliesSigned(runtime, options));
    const encoder = await loading(ENCODER_FILE, async () => {
      const file = readFileSync(join(dir, ENCODER_FILE));
      const weights = isFast ? readEncoderWeights(file) : null;
      const session = await runtime.InferenceSession.create(weights ? encoderGraph(weights, signed) : file, options);
      if (!session.inputNames.includes(ENCODER_NAMES.samples)) throw new Error("it is not a Moonshine encoder");
      return session;
    });
    const decoder = await loading(DECODER_FILE, async (): Promise<Decoder> => {
      const file = readFileSync(join(dir, DECODER_FILE));
      const weights = isFast ? readDecoderWeights(file) : null;
      if (!weights) return new MergedDecoder(await runtime.InferenceSession.create(file, options), runtime.Tensor);
      const graphs = decoderGraphs(weights, END_TOKEN, signed);
      const cross = await runtime.InferenceSession.create(graphs.cross, options);
      const step = await runtime.InferenceSession.create(graphs.step, options);
      return new StepDecoder({ cross, step }, weights, runtime.Tensor);
    });
    return new MoonshineSession(runtime, encoder, decoder);
  }

  /** Runs the encoder over samples from -1 to 1. */
  async encode(samples: Float32Array): Promise<Encoded> {
    const input = new this.#runtime.Tensor("float32", samples, [1, samples.length]);
    const { [ENCODER_NAMES.states]: hidden } = await this.#encoder.run({ [ENCODER_NAMES.samples]: input });
    if (!hidden) throw new Error("the encoder returned no states");
    return hidden;
  }
}

async function loading<T>(file: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** Whether this processor multiplies unsigned with signed bytes without saturation. */
async function multipliesSigned(runtime: Runtime, options: InferenceSession.SessionOptions): Promise<boolean> {
  const trial = await runtime.InferenceSession.create(trialModel(), options);
  const { rows, depth, input, weight } = TRIAL;
  const full = new runtime.Tensor("uint8", new Uint8Array(rows * depth).fill(input), [rows, depth]);
  const { sums } = await trial.run({ input: full });
  return (sums?.data as Int32Array).every((sum) => sum === depth * input * weight);
}
