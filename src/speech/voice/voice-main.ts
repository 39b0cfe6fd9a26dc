/** The program of the voice detector's child process. */
import { serveChild } from "../child/serve-child.js";
import { openSilero } from "./silero.js";
import type { SileroConfig } from "./silero-child.js";

await serveChild(async ({ file }: SileroConfig) => {
  const silero = await openSilero(file);
  return {
    description: { id: silero.id },
    answer: async (_header, payload) => {
      const found = await silero.probabilities(new Int16Array(payload.buffer));
      return { header: {}, payload: new Uint8Array(found.buffer, found.byteOffset, found.byteLength) };
    },
  };
});
