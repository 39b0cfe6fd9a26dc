/** The program of a speech engine's child process. */
import { existsSync, writeFileSync } from "node:fs";
import { refuseMoreMemory } from "../children/refuse-memory.js";
import { endNow, serveChild } from "../children/model/serve-child.js";
import type { EngineConfig, EngineRequest } from "./engine-child.js";
import { openRecognizer } from "./engines.js";

/**
 * Faults for tests, by SISTER_FAULT_ENGINE. "full-scale" ends the process at every piece with a full-scale sample
 * (32767). "full-scale-once:FILE" does so only the first time, and creates FILE. "full-scale-no-memory" refuses all
 * further memory before such a piece.
 */
function endIfFaulty(samples: Int16Array): void {
  const fault = process.env["SISTER_FAULT_ENGINE"];
  if (fault === undefined || !samples.includes(32_767)) return;
  if (fault === "full-scale") endNow();
  if (fault === "full-scale-no-memory") refuseMoreMemory();
  const [kind, file = ""] = fault.split(/:(.*)/s);
  if (kind === "full-scale-once" && !existsSync(file)) {
    writeFileSync(file, "");
    endNow();
  }
}

await serveChild(async ({ speech, devices }: EngineConfig) => {
  const recognizer = await openRecognizer(speech, devices);
  return {
    description: recognizer.description,
    answer: async (message) => {
      const request = message as EngineRequest;
      if ("memory" in request) return process.resourceUsage().maxRSS * 1024;
      const { samples } = request;
      // Some libraries end their process on a piece without samples.
      if (samples.length === 0) return "detect" in request ? null : [];
      endIfFaulty(samples);
      if ("detect" in request) return (await recognizer.detectLanguage?.(samples)) ?? null;
      const { language, voice } = request;
      return recognizer.recognize(samples, { language, ...(voice ? { voice } : {}) });
    },
  };
});
