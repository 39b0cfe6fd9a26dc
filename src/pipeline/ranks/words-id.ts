/** The identity of a rank's words: what must be equal on all ranks, and is part of the key under which words are kept. */
import { alignerId } from "../../speech/alignment/open-aligner.js";
import type { SpeechEngine } from "../../speech/engine.js";
import { definitionOf } from "../../speech/engines.js";
import { RECOVERY_VERSION } from "../recovery/suspect-stretches.js";
import type { WorkSpec } from "./task.js";

/**
 * The engine's id; with the aligner's if the engine may give words without times, and the version of the recovery if
 * missing words are recognized again.
 *
 * @example
 * await wordsId(engine, { speech: { kind: "sherpa", dir }, language: "en" }); // "sherpa-onnx whisper …; pocketsphinx …"
 */
export async function wordsId(
  { id, times }: Pick<SpeechEngine, "id" | "times">,
  { speech, language }: Pick<WorkSpec, "speech" | "language">,
): Promise<string> {
  const mayLackTimes = times !== undefined && times !== null && times !== "word";
  const alignment = mayLackTimes ? await alignerId(language) : null;
  if (alignment === null) return id;
  return definitionOf(speech).recoversWords ? `${id}; ${alignment}; ${RECOVERY_VERSION}` : `${id}; ${alignment}`;
}
