/** Silero VAD on onnxruntime. Only the detector's child process loads it, because the library may end its process. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { messageOf, SisterError } from "../../errors.js";
import { SAMPLE_RATE } from "../engine.js";
import { CONTEXT_SAMPLES, LEAD_IN_WINDOWS, WINDOW_SAMPLES } from "./block-detector.js";
import { amplified, GAIN_ID } from "./gain.js";

/**
 * A block is computed as parallel stretches (the model's batch dimension): 72 µs per window instead of 169 in sequence.
 * Each stretch starts one second early from an empty state. That changes 1 decision in 200, all at edges.
 */
const STRETCH_WINDOWS = 96;
const WARM_UP_WINDOWS = 32;
const STATE = 128;
const INPUT = CONTEXT_SAMPLES + WINDOW_SAMPLES;

export interface Silero {
  readonly id: string;
  /** See `BlockModel.probabilities`. */
  probabilities(samples: Int16Array): Promise<Float32Array>;
}

/** Loads the model (version 5 or 6). Rejects if the file is not such a model. */
export async function openSilero(file: string): Promise<Silero> {
  const model = await readFile(file);
  const session = await load(model).catch((error: unknown) => {
    throw new SisterError(`${file} does not load (${messageOf(error)}): ${MEND}`, { cause: error });
  });
  const missing = ["input", "state", "sr"].find((name) => !session.inputNames.includes(name));
  if (missing !== undefined) {
    throw new SisterError(`${file} is not a Silero VAD model, version 5 or 6 (it has no input "${missing}"): ${MEND}`);
  }
  const digest = createHash("sha256").update(model).digest("hex").slice(0, 16);
  return {
    id: `silero-vad ${digest} ${STRETCH_WINDOWS}+${WARM_UP_WINDOWS} ${GAIN_ID}`,
    probabilities: (samples) => run(session, samples),
  };
}

const MEND = "install it again with sister models pull silero-vad, or set SISTER_VAD_MODEL to its file";

function load(model: Uint8Array): Promise<InferenceSession> {
  return InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
}

async function run(session: InferenceSession, samples: Int16Array): Promise<Float32Array> {
  const windows = (samples.length - CONTEXT_SAMPLES) / WINDOW_SAMPLES - LEAD_IN_WINDOWS;
  const stretches = Math.ceil(windows / STRETCH_WINDOWS);
  const found = new Float32Array(windows);
  const rate = new Tensor("int64", BigInt64Array.of(BigInt(SAMPLE_RATE)), []);
  const sound = amplified(samples, CONTEXT_SAMPLES);
  let state = new Tensor("float32", new Float32Array(2 * stretches * STATE), [2, stretches, STATE]);
  for (let step = -WARM_UP_WINDOWS; step < STRETCH_WINDOWS; step++) {
    const input = new Float32Array(stretches * INPUT);
    for (let i = 0; i < stretches; i++) {
      // Windows of the last stretch may lie beyond the block; they are zeros.
      const from = (LEAD_IN_WINDOWS + i * STRETCH_WINDOWS + step) * WINDOW_SAMPLES;
      input.set(sound.subarray(from, from + INPUT), i * INPUT);
    }
    const result = await session.run({ input: new Tensor("float32", input, [stretches, INPUT]), state, sr: rate });
    state = result["stateN"] as Tensor & typeof state;
    if (step < 0) continue;
    const probabilities = result["output"]?.data as Float32Array;
    for (let i = 0; i < stretches; i++) {
      const window = i * STRETCH_WINDOWS + step;
      if (window < windows) found[window] = probabilities[i] ?? 0;
    }
  }
  return found;
}
