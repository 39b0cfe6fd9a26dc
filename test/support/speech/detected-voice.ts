/** Runs the voice detector on a sound: for its tests and the benchmark. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Span } from "../../../src/speech/engine.js";
import { openVoiceDetector, type VoiceOptions } from "../../../src/speech/voice/open-detector.js";
import { vadModelFile } from "../../../src/speech/voice/silero-child.js";
import { voiceSpans } from "../../../src/speech/voice/voice-spans.js";
import type { Recording } from "./recording-conditions.js";

/** Silero's model, installed or in the test data. Null if there is none. */
export function sileroModel(): string | null {
  const shared = fileURLToPath(new URL("../../../../shared/data/silero-vad/silero_vad.onnx", import.meta.url));
  return [vadModelFile(), shared].find((file) => existsSync(file)) ?? null;
}

/** The spans of voice in a whole sound, in seconds. */
export async function voiceIn(samples: Int16Array, options: VoiceOptions = {}): Promise<Span[]> {
  const detector = await openVoiceDetector(options);
  try {
    return voiceSpans([...(await detector.push(samples)), ...(await detector.end())]);
  } finally {
    await detector.close();
  }
}

/** Seconds of a recording's speech that lie in spans of voice. */
export function found({ speech }: Recording, voice: readonly Span[]): number {
  return voice.reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(end, speech.end) - Math.max(start, speech.start)),
    0,
  );
}
