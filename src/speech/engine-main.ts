/** The program of a speech engine's child process. */
import { existsSync, writeFileSync } from "node:fs";
import { refuseMoreMemory } from "../children/refuse-memory.js";
import { endNow, serveChild } from "./child/serve-child.js";
import type { EngineConfig, PieceRequest } from "./engine-child.js";
import { openRecognizer } from "./engines.js";

/**
 * Faults for tests, by SISTER_FAULT_ENGINE: "full-scale" ends the process at every piece that holds a sample of full scale (32767);
 * "full-scale-once:FILE" only at the first, which makes FILE. "full-scale-no-memory" takes away, before such a piece, all memory that the
 * process does not have yet.
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
    answer: async (header, payload) => {
      const request = header as PieceRequest;
      if ("memory" in request) return { header: process.resourceUsage().maxRSS * 1024 };
      const samples = new Int16Array(payload.buffer);
      // Some libraries end their process on a piece without samples.
      if (samples.length === 0) return { header: "detect" in request ? null : [] };
      endIfFaulty(samples);
      if ("detect" in request) return { header: (await recognizer.detectLanguage?.(samples)) ?? null };
      const { language, voice } = request;
      return { header: await recognizer.recognize(samples, { language, ...(voice ? { voice } : {}) }) };
    },
  };
});
