/** Apertium as a translator: pipelines that stay, pivots over pairs, programs that are started again when they die. */
import { SisterError, messageOf } from "../../errors.js";
import { ApertiumPipeline } from "./pipeline.js";
import { fromStream, isUntranslated, toStream } from "./text.js";
import { allRoutes, planRoutes } from "./routes.js";
import type { Translation, TranslationRoute, Translator } from "../translator.js";

const ATTEMPTS = 3;
/** A batch may take so many seconds, and one more for each ten thousand characters: a pair translates twenty thousand in a second. */
const BATCH_SECONDS = 60;

export class ApertiumTranslator implements Translator {
  readonly id = "apertium 1";
  readonly name = "Apertium";
  readonly #pipelines = new Map<string, ApertiumPipeline>();
  #closed = false;

  routes(): Promise<TranslationRoute[]> {
    return Promise.resolve(allRoutes());
  }

  /** Process ids (of process groups) of the pipelines that run, for tests that hurt them. @internal */
  get pids(): number[] {
    return [...this.#pipelines.values()].flatMap((pipeline) =>
      pipeline.alive && pipeline.pid !== null ? [pipeline.pid] : [],
    );
  }

  async translate(
    texts: readonly string[],
    { source, target, signal }: { source: string; target: string; signal?: AbortSignal },
  ): Promise<Translation[]> {
    const [route] = planRoutes(source, [target]);
    let current = texts.map((text) => ({ text, unknownWords: [] as string[] }));
    for (const pair of route?.pairs ?? []) {
      const translated = await this.#throughPair(
        pair,
        current.map((one) => one.text),
        signal,
      );
      // A word that the first pair did not know stays unknown through the next ones: it is counted once.
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
    const started = new ApertiumPipeline(pair);
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
