/**
 * What a rank does with a task: recognize, translate, or encode. Its engine, aligner and translator are loaded once.
 */
import { availableParallelism, hostname } from "node:os";
import { messageOf, SisterError } from "../../errors.js";
import { encodePiece } from "../../media/burn/encode-piece.js";
import { type Aligner } from "../../speech/alignment/aligner.js";
import { hasAligner, openAligner } from "../../speech/alignment/open-aligner.js";
import type { SpeechEngine, Word } from "../../speech/engine.js";
import { definitionOf, type SpeechConfig } from "../../speech/engines.js";
import { cannotDetect } from "../../speech/language/hears.js";
import type { LanguageGuess } from "../../speech/language/vote.js";
import { takeEngine } from "../../speech/preload.js";
import type { Devices } from "../../speech/recognizer.js";
import { breachesIn, translateWithTerms } from "../../translation/glossary/with-terms.js";
import { openTranslator } from "../../translation/translators.js";
import type { Translator } from "../../translation/translator.js";
import { recoverWords } from "../recovery/recover-words.js";
import type {
  EncodeTask,
  LoadedTask,
  RankAccount,
  RankInfo,
  RecognizeTask,
  Task,
  TaskResult,
  TranslateTask,
  WorkSpec,
} from "./task.js";
import { wordsId } from "./words-id.js";

/** Where a rank works. */
export interface WorkerPlace {
  /** The devices that the speech engine computes with. */
  devices: Devices;
  /** Ranks on this host, this one included: they share its cores when they encode. */
  ranksOnHost: number;
}

interface Models {
  /** Of the engine and the aligner. */
  id: string;
  engine: SpeechEngine;
}

/** What was done for one job so far. */
interface OpenAccount {
  begunAt: number;
  /** Seconds that the rank had been busy, with any job, when this one began. */
  busyBefore: number;
  segments: number;
  audioSeconds: number;
  busySeconds: number;
  engineRestarts: number;
}

/**
 * The engines of a rank, and its account of each job.
 *
 * @example
 * const worker = await Worker.open(0, spec, { devices: { threads: 2, provider: "cpu" }, ranksOnHost: 1 });
 * worker.begin(1);
 * const result = await worker.run({ task: { ...task, job: 1 }, samples });
 * const account = worker.finish(1);
 * await worker.close();
 */
export class Worker {
  readonly rank: number;
  readonly #spec: WorkSpec;
  readonly #id: string;
  readonly #engine: SpeechEngine;
  /** By their ids. Each is opened by its first task. */
  readonly #translators = new Map<string, Promise<Translator>>();
  /** Opened when the first piece begins if the engine has no word times, else when words without times first come. */
  #aligner: Promise<Aligner | null> | null = null;
  readonly #accounts = new Map<number, OpenAccount>();
  /** Seconds that the rank was busy, with any job. */
  #busySeconds = 0;
  /** Restarts of the engine that stand in an account already. */
  #countedRestarts: number;
  readonly #devices: Devices;
  /** This rank's part of the host's cores, for encoding. */
  readonly #threads: number;
  #aborted = new AbortController();
  /** Tasks under way. */
  readonly #running = new Set<{ id: number | undefined; stop: AbortController }>();
  /** When the last task ended. */
  #endedAt = 0;

  private constructor(rank: number, spec: WorkSpec, place: WorkerPlace, { id, engine }: Models) {
    this.rank = rank;
    this.#spec = spec;
    this.#id = id;
    this.#devices = place.devices;
    this.#threads = Math.max(1, Math.floor(availableParallelism() / place.ranksOnHost));
    this.#engine = engine;
    this.#countedRestarts = engine.restarts;
  }

  /** Loads the engines that `spec` names. Rejects with a SisterError if one of them cannot be loaded here. */
  static async open(rank: number, spec: WorkSpec, place: WorkerPlace): Promise<Worker> {
    let engine: SpeechEngine | null = null;
    try {
      engine = await takeEngine(engineOf(rank, spec), place.devices);
      return new Worker(rank, spec, place, { id: await wordsId(engine, spec), engine });
    } catch (error) {
      await engine?.close();
      throw new SisterError(messageOf(error), { cause: error });
    }
  }

  get info(): RankInfo {
    const { name, segmentSeconds, segmentation } = this.#engine;
    return {
      rank: this.rank,
      host: hostname(),
      engine: this.#id,
      engineName: name,
      segmentSeconds,
      segmentation,
      devices: this.#devices,
    };
  }

  /** Begins the account of a job. */
  begin(job: number): void {
    this.#accounts.set(job, {
      begunAt: performance.now(),
      busyBefore: this.#busySeconds,
      segments: 0,
      audioSeconds: 0,
      busySeconds: 0,
      engineRestarts: 0,
    });
  }

  /** Closes the account of a job. */
  finish(job: number): RankAccount {
    const { begunAt, busyBefore, ...counts } = this.#accounts.get(job) ?? {
      ...{ begunAt: performance.now(), busyBefore: this.#busySeconds },
      ...{ segments: 0, audioSeconds: 0, busySeconds: 0, engineRestarts: 0 },
    };
    this.#accounts.delete(job);
    const wall = (performance.now() - begunAt) / 1000;
    const idleSeconds = Math.max(0, wall - (this.#busySeconds - busyBefore));
    return { rank: this.rank, host: hostname(), ...counts, idleSeconds };
  }

  /**
   * Does one task. Does not reject if an engine fails or dies: a task that failed every attempt has a result too, and
   * so has one that was dropped.
   *
   * @param onEngineFree called when the next task may begin although this one is not done: its words are being aligned
   */
  async run({ task, samples }: LoadedTask, onEngineFree: () => void = () => undefined): Promise<TaskResult> {
    const from = performance.now();
    const stop = new AbortController();
    const running = { id: task.id, stop };
    this.#running.add(running);
    const signal = AbortSignal.any([this.#aborted.signal, stop.signal]);
    let result: TaskResult;
    try {
      if (task.kind === "recognize") result = await this.#recognize(task, samples, { signal, onEngineFree });
      else if (task.kind === "translate") result = await this.#translate(task, signal);
      else result = await this.#encode(task, signal);
    } catch (error) {
      if (this.#aborted.signal.aborted || !stop.signal.aborted) throw error;
      result = { kind: "dropped" };
    }
    this.#running.delete(running);
    this.#count(task, result, from);
    return result;
  }

  /**
   * Enters a finished task into the account of its job. If tasks overlap, a task has the time since the one before
   * ended.
   */
  #count(task: Task, result: TaskResult, from: number): void {
    const now = performance.now();
    const seconds = (now - Math.max(from, this.#endedAt)) / 1000;
    this.#endedAt = now;
    this.#busySeconds += seconds;
    const restarts = this.#engine.restarts - this.#countedRestarts;
    this.#countedRestarts += restarts;
    const account = task.job === undefined ? undefined : this.#accounts.get(task.job);
    if (!account) return;
    account.busySeconds += seconds;
    account.engineRestarts += restarts;
    if (task.kind !== "recognize" || result.kind !== "recognized") return;
    account.segments += 1;
    account.audioSeconds += task.seconds;
  }

  /**
   * The language of one sample of speech; null if it cannot be determined. Rejects with a SisterError if the engine
   * cannot detect languages.
   */
  async detectLanguage(samples: Int16Array): Promise<LanguageGuess | null> {
    if (!this.#engine.detectLanguage) throw cannotDetect(this.#engine.name);
    return this.#engine.detectLanguage(samples, { signal: this.#aborted.signal });
  }

  /** Stops the task with this id, if it is under way. */
  drop(id: number): void {
    for (const running of this.#running) if (running.id === id) running.stop.abort(new Error("the task was dropped"));
  }

  async #recognize(
    task: RecognizeTask,
    samples: Int16Array,
    { signal, onEngineFree }: { signal: AbortSignal; onEngineFree: () => void },
  ): Promise<TaskResult> {
    let message = "";
    // The aligner loads while the first piece is recognized. Loaded before, it would only delay the engine.
    if (definitionOf(this.#spec.speech).recoversWords) void this.#openAligner(task.language);
    for (let attempt = 1; attempt <= this.#spec.attempts; attempt++) {
      try {
        const heard = await this.#engine.recognize(samples, {
          language: task.language,
          signal,
          ...(task.voice ? { voice: task.voice } : {}),
          ...(task.cost === undefined ? {} : { cost: task.cost }),
        });
        const aligned = await this.#align(task, samples, heard, { signal, onEngineFree });
        const isLast = attempt === this.#spec.attempts;
        const words = await this.#recover(task, samples, aligned.words, { signal, isLast });
        return {
          kind: "recognized",
          segment: task.segment,
          attempts: attempt,
          engine: this.#engine.id,
          ...aligned,
          words,
        };
      } catch (error) {
        signal.throwIfAborted();
        message = messageOf(error);
      }
    }
    return { kind: "recognition-failed", segment: task.segment, message, attempts: this.#spec.attempts };
  }

  /**
   * Recognizes stretches whose words are missing or invented once more, each by itself. Without an aligner's times it
   * is not known which they are.
   */
  async #recover(
    { language, voice }: RecognizeTask,
    samples: Int16Array,
    words: Word[],
    { signal, isLast }: { signal: AbortSignal; isLast: boolean },
  ): Promise<Word[]> {
    if (!voice || !definitionOf(this.#spec.speech).recoversWords || !hasAligner(language)) return words;
    try {
      return await recoverWords(samples, words, voice, async (part, voiceOfPart) => {
        const options = { language, signal, voice: voiceOfPart };
        const heard = await this.#engine.recognize(part, options);
        const aligner = await this.#openAligner(language);
        return aligner ? aligner.align(part, heard, options) : heard;
      });
    } catch (error) {
      signal.throwIfAborted();
      // The engine failed on a stretch. Words that may be incomplete are worth more than a failed segment.
      if (isLast) return words;
      throw error;
    }
  }

  #openAligner(language: string): Promise<Aligner | null> {
    if (!this.#aligner) {
      this.#aligner = openAligner(language);
      this.#aligner.catch(() => undefined);
    }
    return this.#aligner;
  }

  /**
   * Finds the times of words if the engine gives none. They stay estimates if there is no aligner for the language, or
   * if it failed: `unaligned` is the reason then.
   */
  async #align(
    { language, voice }: RecognizeTask,
    samples: Int16Array,
    words: Word[],
    { signal, onEngineFree }: { signal: AbortSignal; onEngineFree: () => void },
  ): Promise<{ words: Word[]; unaligned?: string }> {
    if (!words.some((word) => word.estimated) || !hasAligner(language)) return { words };
    onEngineFree();
    try {
      const aligner = await this.#openAligner(language);
      if (!aligner) return { words };
      const failures: string[] = [];
      const onFailed = (reason: string): void => void failures.push(reason);
      const aligned = await aligner.align(samples, words, {
        language,
        signal,
        onFailed,
        ...(voice ? { voice } : {}),
      });
      const [unaligned] = failures;
      return { words: aligned, ...(unaligned === undefined ? {} : { unaligned }) };
    } catch (error) {
      // Words with estimated times are worth more than a segment without words.
      signal.throwIfAborted();
      return { words, unaligned: messageOf(error) };
    }
  }

  async #translate(task: TranslateTask, signal: AbortSignal): Promise<TaskResult> {
    try {
      const translator = await this.#openTranslator(task.translator);
      const { source, target, terms = [] } = task;
      const translations = await translateWithTerms(translator, task.texts, { source, target, terms, signal });
      const breaches = breachesIn(translations);
      return {
        kind: "translated",
        batch: task.batch,
        texts: translations.map((translation) => translation.text),
        unknownWords: translations.reduce((sum, translation) => sum + translation.unknownWords.length, 0),
        problem: null,
        ...(breaches.length > 0 ? { breaches } : {}),
      };
    } catch (error) {
      signal.throwIfAborted();
      const texts = task.texts.map(() => null);
      return { kind: "translated", batch: task.batch, texts, unknownWords: 0, problem: messageOf(error) };
    }
  }

  #openTranslator(id: string): Promise<Translator> {
    let opened = this.#translators.get(id);
    if (!opened) {
      opened = openTranslator(id);
      this.#translators.set(id, opened);
      // One that cannot be opened now may be had for the next task.
      opened.catch(() => this.#translators.delete(id));
    }
    return opened;
  }

  async #encode({ piece, order }: EncodeTask, signal: AbortSignal): Promise<TaskResult> {
    let message = "the piece arrived without its pictures";
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

  /** Ends the engines, also in the middle of a task, whose `run` then rejects. */
  async close(): Promise<void> {
    this.#aborted.abort(new Error("the worker was closed"));
    const aligner = this.#aligner?.then((opened) => opened?.close());
    const translators = [...this.#translators.values()].map((opening) => opening.then((opened) => opened.close()));
    await Promise.allSettled([this.#engine.close(), aligner, ...translators]);
  }
}

/** The sleep engine may be slower on one rank: benchmarks measure an uneven cluster with it. */
function engineOf(rank: number, spec: WorkSpec): SpeechConfig {
  const speed = spec.speeds?.[rank];
  return spec.speech.kind === "sleep" && speed !== undefined ? { ...spec.speech, speed } : spec.speech;
}
