/**
 * Bergamot's WebAssembly in a worker thread of this process. The thread keeps the process free to notice that its parent is gone.
 *
 * The package's worker is a script for CommonJS inside a package of ES modules, which Node.js 20 refuses: it is started from its text.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { messageOf } from "../../errors.js";

/** The buffers of a model, as the worker takes them. */
export interface ModelBuffers {
  model: ArrayBuffer;
  shortlist: ArrayBuffer;
  vocabs: ArrayBuffer[];
  /** Settings of marian. */
  config: Record<string, string>;
}

export interface LanguagePair {
  from: string;
  to: string;
}

interface PendingCall {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** How long the worker's standard error may lag behind its answer, in milliseconds. */
const LAG_MS = 500;

/** The worker of the installed package. */
function packageWorker(): string {
  const require = createRequire(import.meta.url);
  return join(
    dirname(require.resolve("@browsermt/bergamot-translator/package.json")),
    "worker",
    "translator-worker.js",
  );
}

/**
 * @example
 * const engine = await WasmEngine.start();
 * await engine.load({ from: "en", to: "id" }, buffers);
 * await engine.translate([{ from: "en", to: "id" }], ["Good morning."]); // ["Selamat pagi."]
 */
export class WasmEngine {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingCall>();
  #serial = 0;
  #stderr = "";
  #ended: Error | null = null;

  private constructor(file: string) {
    const places = `globalThis.__filename = ${JSON.stringify(file)}; globalThis.__dirname = ${JSON.stringify(dirname(file))};`;
    this.#worker = new Worker(`${places}\n${readFileSync(file, "utf8")}`, { eval: true, stdout: true, stderr: true });
    this.#worker.stdout.resume();
    this.#worker.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    this.#worker.on("message", (reply: { id: number; result?: unknown; error?: { message?: string } }) => {
      const call = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if (reply.error === undefined) call?.resolve(reply.result);
      else void this.#reasonOf(reply.error.message ?? "an exception of C++").then((error) => call?.reject(error));
    });
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", (code) => this.#end(new Error(`its thread ended with status ${code}`)));
  }

  /** @param file the worker's script; default: that of the installed package */
  static async start(file = packageWorker()): Promise<WasmEngine> {
    const engine = new WasmEngine(file);
    // The cache of translations is Sister's: the same text twice in a video is rare.
    await engine.#call("initialize", { cacheSize: 0 });
    return engine;
  }

  async load(pair: LanguagePair, buffers: ModelBuffers): Promise<void> {
    await this.#call("loadTranslationModel", pair, buffers);
  }

  async free(pair: LanguagePair): Promise<void> {
    await this.#call("freeTranslationModel", pair);
  }

  /** @param models one model, or two of which the second translates what the first made */
  async translate(models: readonly LanguagePair[], texts: readonly string[]): Promise<string[]> {
    const reply = await this.#call("translate", {
      models,
      texts: texts.map((text) => ({ text, html: false, qualityScores: false })),
    });
    const lines = Array.isArray(reply) ? (reply as { target?: { text?: unknown } }[]) : [];
    if (lines.length !== texts.length) throw new Error(`it answered ${lines.length} of ${texts.length} texts`);
    return lines.map(({ target }) => {
      if (typeof target?.text !== "string") throw new Error("its answer has no text");
      return target.text.trim();
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #call(name: string, ...args: unknown[]): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#serial;
    this.#stderr = "";
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, args });
    });
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }

  /** The library writes the reason to standard error before it aborts; the exception has none. */
  async #reasonOf(message: string): Promise<Error> {
    const until = performance.now() + LAG_MS;
    while (!REASON.test(this.#stderr) && performance.now() < until && this.#ended === null)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const reason = REASON.exec(this.#stderr)?.[1];
    return new Error(reason === undefined ? plain(message) : `${plain(reason)} (${plain(message)})`);
  }
}

const REASON = /\] Error: (.*)/u;

/** Without the positions in the library's source and the advice for its developers. */
function plain(text: string): string {
  return messageOf(text)
    .replace(/\. Build with -s ASSERTIONS=1 for more info\.?/u, "")
    .replace(/(?: in)? ?\/src\/\S+?\.(?:cpp|cc|h)[:(]\d+\)?(?: \[[^\]]*\])?/gu, "")
    .replace(/[\s:]+$/u, "");
}
