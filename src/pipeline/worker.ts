/** What a rank does with a task: hear, translate, or encode. One engine and one translator, loaded once. */
import { availableParallelism, hostname } from "node:os";
import { messageOf, SisterError } from "../errors.js";
import { encodePiece } from "../media/encode-piece.js";
import { SAMPLE_RATE, type SpeechConfig, type SpeechEngine } from "../speech/engine.js";
import { openSpeechEngine } from "../speech/open.js";
import type { Devices } from "../speech/recognizer.js";
import { openTranslator } from "../translation/open.js";
import type { Translator } from "../translation/translator.js";
import type {
  EncodeTask,
  LoadedTask,
  RankAccount,
  RankInfo,
  RecognizeTask,
  TaskResult,
  TranslateTask,
  WorkSpec,
} from "./task.js";

/**
 * A rank's engines and its account. Engines stay loaded over jobs that ask for the same ones.
 *
 * @example
 * const worker = await Worker.open(0, spec, { threads: 2, provider: "cpu" });
 * const result = await worker.run({ task, samples });
 * const account = worker.account();
 * await worker.close();
 */
export class Worker {
  readonly rank: number;
  readonly #spec: WorkSpec;
  readonly #engine: SpeechEngine;
  readonly #translator: Translator | null;
  #segments = 0;
  #audioSeconds = 0;
  #busySeconds = 0;
  #startedAt = performance.now();
  #restartsBefore = 0;
  /** What the speech engine computes with. */
  readonly #devices: Devices;
  /** Its part of this host's cores, for encoding. */
  #threads = 1;
  #aborted = new AbortController();
  /** Of the task that is being done. */
  #current: { id: number | undefined; stop: AbortController } | null = null;

  private constructor(
    rank: number,
    spec: WorkSpec,
    devices: Devices,
    engine: SpeechEngine,
    translator: Translator | null,
  ) {
    this.rank = rank;
    this.#spec = spec;
    this.#devices = devices;
    this.#engine = engine;
    this.#translator = translator;
    this.#restartsBefore = engine.restarts;
  }

  /**
   * Loads the engines that `spec` asks for; rejects with a SisterError that names this host when one cannot be had here.
   *
   * @param devices what the speech engine computes with
   */
  static async open(rank: number, spec: WorkSpec, devices: Devices): Promise<Worker> {
    let engine: SpeechEngine | null = null;
    try {
      engine = await openSpeechEngine(engineOf(rank, spec), { devices });
      const translator = spec.translation ? await openTranslator(spec.translation) : null;
      return new Worker(rank, spec, devices, engine, translator);
    } catch (error) {
      await engine?.close();
      throw new SisterError(messageOf(error), { cause: error });
    }
  }

  get info(): RankInfo {
    const { id, name, segmentSeconds } = this.#engine;
    return { rank: this.rank, host: hostname(), engine: id, engineName: name, segmentSeconds, devices: this.#devices };
  }

  /**
   * The idle clock starts: all ranks are ready.
   *
   * @param beside ranks on this host, this one included
   */
  begin(beside: number): void {
    this.#startedAt = performance.now();
    this.#threads = Math.max(1, Math.floor(availableParallelism() / beside));
  }

  /**
   * Does one task; `seconds` is what it took. Never rejects for what an engine does to itself: a task that failed every attempt is a result too, and so
   * is one that was dropped.
   */
  async run({ task, samples }: LoadedTask): Promise<{ result: TaskResult; seconds: number }> {
    const from = performance.now();
    const stop = new AbortController();
    this.#current = { id: task.id, stop };
    const signal = AbortSignal.any([this.#aborted.signal, stop.signal]);
    let result: TaskResult;
    try {
      if (task.kind === "recognize") result = await this.#recognize(task, samples, signal);
      else if (task.kind === "translate") result = await this.#translate(task, signal);
      else result = await this.#encode(task, signal);
    } catch (error) {
      if (this.#aborted.signal.aborted || !stop.signal.aborted) throw error;
      result = { kind: "dropped" };
    }
    this.#current = null;
    const seconds = (performance.now() - from) / 1000;
    this.#busySeconds += seconds;
    return { result, seconds };
  }

  /** Stops the task that is being done, if it is this one. */
  drop(id: number): void {
    if (this.#current?.id === id) this.#current.stop.abort(new Error("the task was dropped"));
  }

  async #recognize(task: RecognizeTask, samples: Int16Array, signal: AbortSignal): Promise<TaskResult> {
    let message = "";
    for (let attempt = 1; attempt <= this.#spec.attempts; attempt++) {
      try {
        const words = await this.#engine.recognize(samples, {
          language: task.language,
          signal,
          ...(task.cost === undefined ? {} : { cost: task.cost }),
        });
        this.#segments += 1;
        this.#audioSeconds += task.seconds;
        return { kind: "recognized", segment: task.segment, words, attempts: attempt, engine: this.#engine.id };
      } catch (error) {
        signal.throwIfAborted();
        message = messageOf(error);
      }
    }
    return { kind: "recognition-failed", segment: task.segment, message, attempts: this.#spec.attempts };
  }

  async #translate(task: TranslateTask, signal: AbortSignal): Promise<TaskResult> {
    try {
      if (!this.#translator) throw new Error("no translator was asked for");
      const translations = await this.#translator.translate(task.texts, {
        source: task.source,
        target: task.target,
        signal,
      });
      return {
        kind: "translated",
        batch: task.batch,
        texts: translations.map((translation) => translation.text),
        unknownWords: translations.reduce((sum, translation) => sum + translation.unknownWords.length, 0),
        problem: null,
      };
    } catch (error) {
      signal.throwIfAborted();
      const texts = task.texts.map(() => null);
      return { kind: "translated", batch: task.batch, texts, unknownWords: 0, problem: messageOf(error) };
    }
  }

  async #encode({ piece, order }: EncodeTask, signal: AbortSignal): Promise<TaskResult> {
    let message = "it came without its pictures";
    for (let attempt = 1; order && attempt <= this.#spec.attempts; attempt++) {
      try {
        return { kind: "encoded", piece, video: await encodePiece(order, { threads: this.#threads, signal }) };
      } catch (error) {
        signal.throwIfAborted();
        message = messageOf(error);
      }
    }
    return { kind: "encoding-failed", piece, message: `${hostname()}: ${message}` };
  }

  account(): RankAccount {
    const wall = (performance.now() - this.#startedAt) / 1000;
    return {
      rank: this.rank,
      host: hostname(),
      segments: this.#segments,
      audioSeconds: this.#audioSeconds,
      busySeconds: this.#busySeconds,
      idleSeconds: Math.max(0, wall - this.#busySeconds),
      engineRestarts: this.#engine.restarts - this.#restartsBefore,
    };
  }

  /** Ends the engines, also in the middle of a task: that task's `run` then rejects. */
  async close(): Promise<void> {
    this.#aborted.abort(new Error("the worker was closed"));
    await Promise.allSettled([this.#engine.close(), this.#translator?.close()]);
  }
}

/** The sleep engine may be slower on one rank: that is how an uneven cluster is measured. */
function engineOf(rank: number, spec: WorkSpec): SpeechConfig {
  const speed = spec.speeds?.[rank];
  return spec.speech.kind === "sleep" && speed !== undefined ? { ...spec.speech, speed } : spec.speech;
}

/** Seconds of a number of samples. */
export function secondsOf(samples: number): number {
  return samples / SAMPLE_RATE;
}
