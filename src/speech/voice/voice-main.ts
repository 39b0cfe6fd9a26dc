/** The program of the voice detector's child process. */
import { serveChild } from "../../children/model/serve-child.js";
import { openSilero } from "./silero.js";
import type { SileroConfig, SileroRequest } from "./silero-child.js";

await serveChild(async ({ file }: SileroConfig) => {
  const silero = await openSilero(file);
  return {
    description: { id: silero.id },
    answer: (request) => silero.probabilities((request as SileroRequest).samples),
  };
});
