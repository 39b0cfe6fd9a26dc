/** The program of the translator's child process: it loads models when they are asked for, and translates. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serveChild } from "../../children/model/serve-child.js";
import { messageOf } from "../../errors.js";
import type { BergamotConfig, BergamotReply, BergamotRequest, ModelPlace } from "./bergamot.js";
import { precisionOf } from "./marian-file.js";
import { WasmEngine, type LanguagePair, type ModelBuffers } from "./wasm-engine.js";

/** Models that are kept: each takes 100 to 300 MB, and the WebAssembly has 2 GB at most. */
const MOST_MODELS = 4;

let engine: WasmEngine | null = null;
/** Loaded models by their folders, the one that was used last at the end. */
const loaded = new Map<string, LanguagePair>();

await serveChild(async ({ worker }: BergamotConfig) => {
  engine = await WasmEngine.start(worker);
  return {
    description: {},
    answer: async (message): Promise<BergamotReply> => {
      const { models, texts } = message as BergamotRequest;
      engine ??= await WasmEngine.start(worker);
      try {
        const pairs: LanguagePair[] = [];
        for (const model of models) {
          const problem = await ready(engine, model);
          if (typeof problem === "string") return { refused: problem };
          pairs.push(problem);
        }
        return { lines: await engine.translate(pairs, texts) };
      } catch (error) {
        await startAgain();
        throw error;
      }
    },
  };
});

/** Loads a model unless it is loaded; the words of what is wrong with it if it cannot be used. */
async function ready(engine: WasmEngine, { dir, name, files }: ModelPlace): Promise<LanguagePair | string> {
  const known = loaded.get(dir);
  if (known) {
    loaded.delete(dir);
    loaded.set(dir, known);
    return known;
  }
  const [oldest] = loaded;
  if (loaded.size >= MOST_MODELS && oldest) {
    await engine.free(oldest[1]);
    loaded.delete(oldest[0]);
  }
  // The worker knows models by pairs of languages; folders tell apart those of the user and those of the system.
  const pair = { from: dir, to: name };
  try {
    const model = readFileSync(join(dir, files.model));
    const buffers: ModelBuffers = {
      model: bufferOf(model),
      shortlist: bufferOf(readFileSync(join(dir, files.shortlist))),
      vocabs: files.vocabularies.map((file) => bufferOf(readFileSync(join(dir, file)))),
      config: { "gemm-precision": precisionOf(model) },
    };
    await engine.load(pair, buffers);
  } catch (error) {
    if (/\(OOM\)|memory/iu.test(messageOf(error))) throw error;
    await startAgain();
    return `the translation model in ${dir} cannot be used (${messageOf(error)}): install it again with "sister models pull ${name}"`;
  }
  loaded.set(dir, pair);
  return pair;
}

/** What aborted has lost its state: the next request starts with a new thread. */
async function startAgain(): Promise<void> {
  await engine?.close();
  engine = null;
  loaded.clear();
}

function bufferOf(file: Buffer): ArrayBuffer {
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
}
