/** Apertium: pipelines that stay open, pivots over several pairs, programs that are started again if they die. */
import { SisterError, messageOf } from "../../errors.js";
import { checkPairs, modesFolder, pairIdentity } from "./modes.js";
import { ApertiumPipeline } from "./pipeline.js";
import { fromStream, isUntranslated, toStream } from "./text.js";
import { allPairRoutes, findRoute, refusalOf } from "./routes.js";
import type { Translation, TranslationRoute, Translator, TranslatorDefinition } from "../translator.js";

/** Changes if the same pairs make other text of the same input: part of the key under which results are kept. */
const VERSION = "apertium 1";

/** How often a batch is tried before it counts as failed. */
const ATTEMPTS = 3;
/**
 * Seconds that a batch may take, and one more for every ten thousand characters. A pair translates twenty thousand
 * characters a second.
 */
const BATCH_SECONDS = 60;

export const APERTIUM: TranslatorDefinition = {
  id: "apertium",
  name: "Apertium",
  howToInstall: "apt-get install apertium apertium-eng-spa",
  routes: (env) => allPairRoutes(checkPairs(modesFolder(env)).pairs).map(({ source, target }) => ({ source, target })),
  canTranslate: (route, env) => findRoute(route, checkPairs(modesFolder(env)).pairs) !== null,
  refusal: (route, env) => refusalOf(route, checkPairs(modesFolder(env))),
  identity: (route, env) => {
    const folder = modesFolder(env);
    const pairs = findRoute(route, checkPairs(folder).pairs)?.pairs ?? [];
    return [VERSION, ...pairs.map((pair) => pairIdentity(pair, folder))].join(", ");
  },
  open: (env) => Promise.resolve(new ApertiumTranslator(modesFolder(env))),
};

export class ApertiumTranslator implements Translator {
  readonly #folder: string;
  readonly #pipelines = new Map<string, ApertiumPipeline>();
  #closed = false;

  /** @param folder where the modes are */
  constructor(folder = modesFolder()) {
    this.#folder = folder;
  }

  /** Ids of the process groups of all running pipelines, for tests of faults. @internal */
  get pids(): number[] {
    return [...this.#pipelines.values()].flatMap((pipeline) =>
      pipeline.alive && pipeline.pid !== null ? [pipeline.pid] : [],
    );
  }

  async translate(
    texts: readonly string[],
    { source, target, signal }: TranslationRoute & { signal?: AbortSignal },
  ): Promise<Translation[]> {
    const installed = checkPairs(this.#folder);
    const route = findRoute({ source, target }, installed.pairs);
    if (!route) throw refusalOf({ source, target }, installed);
    let current = texts.map((text) => ({ text, unknownWords: [] as string[] }));
    for (const pair of route.pairs) {
      const translated = await this.#throughPair(
        pair,
        current.map((one) => one.text),
        signal,
      );
      // A word that the first pair does not know stays unknown through the next pairs: it is counted once.
      current = translated.map((one, i) => ({
        text: one.text,
        unknownWords: [...new Set([...(current[i]?.unknownWords ?? []), ...one.unknownWords])],
      }));
    }
    return current.map(({ text, unknownWords }, i) => ({
      text: isUntranslated(texts[i] ?? "", unknownWords) ? null : text,
      unknownWords,
    }));
  }

  async #throughPair(
    pair: string,
    texts: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ text: string; unknownWords: string[] }[]> {
    let failure: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      signal?.throwIfAborted();
      if (this.#closed) throw new Error("the translator was closed");
      const pipeline = this.#pipeline(pair);
      const characters = texts.reduce((sum, text) => sum + text.length, 0);
      const timer = setTimeout(() => pipeline.close(), (BATCH_SECONDS + characters / 10_000) * 1000);
      const abort = (): void => pipeline.close();
      signal?.addEventListener("abort", abort, { once: true });
      try {
        return await Promise.all(texts.map((text) => this.#one(pipeline, text)));
      } catch (error) {
        failure = error;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      }
    }
    signal?.throwIfAborted();
    throw new SisterError(
      `${messageOf(failure)}, ${ATTEMPTS} times: check it with "echo hello | apertium ${pair}", or install the pair's package again`,
      {
        cause: failure,
      },
    );
  }

  async #one(pipeline: ApertiumPipeline, text: string): Promise<{ text: string; unknownWords: string[] }> {
    if (text.trim() === "") return { text: "", unknownWords: [] };
    return fromStream(await pipeline.ask(toStream(text)), text);
  }

  #pipeline(pair: string): ApertiumPipeline {
    const running = this.#pipelines.get(pair);
    if (running?.alive) return running;
    const started = new ApertiumPipeline(pair, this.#folder);
    this.#pipelines.set(pair, started);
    return started;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const pipelines = [...this.#pipelines.values()];
    for (const pipeline of pipelines) pipeline.close();
    await Promise.all(pipelines.map((pipeline) => pipeline.gone));
  }
}
