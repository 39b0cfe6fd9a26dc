/** Translates by Firefox's models, with Bergamot's WebAssembly in a child process. No text leaves the machine. */
import { ModelChild } from "../../children/model/model-child.js";
import { messageOf, SisterError } from "../../errors.js";
import { breachesOf } from "../services/guards.js";
import type { Translation, TranslationRoute, Translator } from "../translator.js";
import { modelFolders, type ModelFiles } from "./model-folders.js";
import { findRoute, routeRefusal } from "./routes.js";

/** The configuration of the child's program. */
export interface BergamotConfig {
  /** The script of another worker that speaks the package's protocol, for tests of faults. */
  worker?: string;
}

/** Where a model is. */
export interface ModelPlace {
  readonly name: string;
  readonly dir: string;
  readonly files: ModelFiles;
}

export interface BergamotRequest {
  readonly models: readonly ModelPlace[];
  readonly texts: readonly string[];
}

/** `refused`: a model that cannot be used, with what to do. Another attempt would find the same. */
export type BergamotReply = { lines: string[] } | { refused: string };

/** Texts and characters of one request: the unit that is repeated after a fault. */
const LINES = 32;
const CHARACTERS = 4000;

/** How often a request is tried before it counts as failed, as with speech engines. */
const ATTEMPTS = 3;
/** Seconds that a request may take, and one more for so many characters. A slow processor translates 100 characters a second. */
const SECONDS = 120;
const CHARACTERS_PER_SECOND = 10;

/**
 * @example
 * const translator = new BergamotTranslator();
 * await translator.translate(["Good morning."], { source: "en", target: "id" }); // [{ text: "Selamat pagi.", … }]
 */
export class BergamotTranslator implements Translator {
  readonly #env: NodeJS.ProcessEnv;
  readonly #config: BergamotConfig;
  #child: Promise<ModelChild<unknown>> | null = null;
  #running: ModelChild<unknown> | null = null;
  #closed = false;

  constructor(env: NodeJS.ProcessEnv = process.env, config: BergamotConfig = {}) {
    this.#env = env;
    this.#config = config;
  }

  /** The child's process id, for tests of faults. Null while there is none. @internal */
  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  async translate(
    texts: readonly string[],
    { source, target, signal }: TranslationRoute & { signal?: AbortSignal },
  ): Promise<Translation[]> {
    const all = modelFolders(this.#env);
    const route = findRoute({ source, target }, all);
    if (!route) throw routeRefusal({ source, target }, all);
    const models = route.flatMap(({ name, dir, files }) => (files ? [{ name, dir, files }] : []));
    const lines = texts.map((text) => text.replace(/\s+/gu, " ").trim());
    const results: (string | null)[] = lines.map(() => "");
    for (const batch of batchesOf(lines)) {
      const answers = await this.#attempt({ models, texts: batch.map((i) => lines[i] ?? "") }, signal);
      for (const [at, i] of batch.entries())
        results[i] = soundOrNull(lines[i] ?? "", answers[at] ?? "", source, target);
    }
    return results.map((text) => ({ text, unknownWords: [] }));
  }

  async #attempt(request: BergamotRequest, signal?: AbortSignal): Promise<readonly string[]> {
    const characters = request.texts.reduce((sum, text) => sum + text.length, 0);
    const limitSeconds = SECONDS + characters / CHARACTERS_PER_SECOND;
    let failure: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      signal?.throwIfAborted();
      if (this.#closed) throw new Error("the translator was closed");
      try {
        const child = await this.#open();
        const options = { limitSeconds, what: "a batch of texts", ...(signal ? { signal } : {}) };
        const reply = (await child.request(request, options)) as BergamotReply;
        if ("lines" in reply) return reply.lines;
        throw new ModelRefusal(reply.refused);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof ModelRefusal) throw error;
        failure = error;
      }
    }
    if (this.#closed) throw new Error("the translator was closed");
    throw new SisterError(
      `${messageOf(failure)}, ${ATTEMPTS} times: try "sister models check ${request.models[0]?.name}"`,
      {
        cause: failure,
      },
    );
  }

  #open(): Promise<ModelChild<unknown>> {
    this.#child ??= ModelChild.open<unknown>({
      program: new URL("./bergamot-main", import.meta.url),
      config: this.#config,
      what: "translator",
    }).then(
      (child) => (this.#running = child),
      (error: unknown) => {
        this.#child = null;
        throw error;
      },
    );
    return this.#child;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const child = await this.#child?.catch(() => null);
    await child?.close();
  }
}

class ModelRefusal extends SisterError {}

/** The indices of texts that are not blank, in batches. */
function batchesOf(lines: readonly string[]): number[][] {
  const batches: number[][] = [];
  let characters = 0;
  for (const [i, line] of lines.entries()) {
    if (line === "") continue;
    const last = batches.at(-1);
    if (!last || last.length >= LINES || characters + line.length > CHARACTERS) {
      batches.push([i]);
      characters = line.length;
    } else {
      last.push(i);
      characters += line.length;
    }
  }
  return batches;
}

/** A model may give the source back, or repeat itself without end. Numbers may be written otherwise: lines cannot change places here. */
function soundOrNull(text: string, translation: string, source: string, target: string): string | null {
  const breach = breachesOf({ source, target, texts: [text], translations: [translation] }).get(0);
  return breach === undefined || breach === "numbers" ? translation : null;
}
