/** The program of an aligner's child process. */
import { existsSync, writeFileSync } from "node:fs";
import { endNow, serveChild } from "../../children/model/serve-child.js";
import type { AlignerConfig, AlignRequest } from "./aligner-child.js";
import { PocketSphinxAligner } from "./pocketsphinx-aligner.js";

/**
 * Faults for tests, by SISTER_FAULT_ALIGNER. "die" ends the process at every piece, and "hang" never answers.
 * "die-once:FILE" and "hang-once:FILE" do so only at the first piece, and create FILE.
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

// English is the only language so far. With a second one, the requested language selects the implementation here.
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
