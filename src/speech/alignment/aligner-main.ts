/** The program of an aligner's child process. */
import { existsSync, writeFileSync } from "node:fs";
import { endNow, serveChild } from "../child/serve-child.js";
import type { AlignerConfig, AlignRequest } from "./aligner-child.js";
import { PocketSphinxAligner } from "./pocketsphinx-aligner.js";

/**
 * Faults for tests, by SISTER_FAULT_ALIGNER: "die" ends the process at every piece, "hang" never answers; "die-once:FILE" and
 * "hang-once:FILE" only at the first piece, which makes FILE.
 */
async function failIfAsked(): Promise<void> {
  const fault = process.env["SISTER_FAULT_ALIGNER"];
  if (fault === undefined) return;
  const [kind = "", file = ""] = fault.split(/:(.*)/s);
  if (kind.endsWith("-once")) {
    if (existsSync(file)) return;
    writeFileSync(file, "");
  }
  if (kind.startsWith("die")) endNow();
  if (kind.startsWith("hang")) await new Promise(() => undefined);
}

// English is the one language so far: what is asked for decides here which implementation is opened.
await serveChild(async (_config: AlignerConfig) => {
  const aligner = await PocketSphinxAligner.open();
  return {
    description: { id: aligner.id },
    answer: async (request) => {
      await failIfAsked();
      const { samples, texts, voice } = request as AlignRequest;
      return aligner.align(samples, texts, voice);
    },
  };
});
