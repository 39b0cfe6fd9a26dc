/**
 * A program: decodes a sound file (raw samples) with the published decoder and with Sister's form of it, and prints
 * both results as JSON. Usage: compare-decoders.ts MODEL_DIR SAMPLES
 */
import { readFileSync } from "node:fs";
import { ONE_THREAD } from "../../../src/speech/recognizer.js";
import { decodeGreedy, type Decoded } from "../../../src/speech/moonshine/decoding/greedy-decoder.js";
import { pack } from "../../../src/speech/moonshine/packing.js";
import { MoonshineSession } from "../../../src/speech/moonshine/decoding/session.js";

const [dir = "", file = ""] = process.argv.slice(2);
const samples = new Int16Array(new Uint8Array(readFileSync(file)).buffer);
const [part] = pack(samples, [{ start: 0, end: Infinity }]);
if (!part) throw new Error("the file is silent");

const results: Partial<Record<"fast" | "published", Decoded & { tokens: number; form: string }>> = {};
for (const form of ["fast", "published"] as const) {
  const session = await MoonshineSession.open(dir, ONE_THREAD, form);
  const steps = await session.decoder.begin(await session.encode(part.samples));
  const decoded = await decodeGreedy(steps, { cap: 400, mostFirstEnd: -0.35, loops: () => false });
  results[form] = { ...decoded, tokens: session.decoder.tokens, form: session.decoder.constructor.name };
}
console.log(JSON.stringify(results));
