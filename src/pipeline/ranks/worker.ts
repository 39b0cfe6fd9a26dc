/** What a rank does with a task: recognize, translate, or encode. Its engine, aligner and translator are loaded once. */
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
import { openTranslator } from "../../translation/translators.js";
import type { Translator } from "../../translation/translator.js";
import { recoverWords } from "../recovery/recover-words.js";
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
import { wordsId } from "./words-id.js";

interface Models {
  /** Of the engine and the aligner. */
  id: string;
  devices: Devices;
  engine: SpeechEngine;
}

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
  readonly #id: string;
  readonly #engine: SpeechEngine;
  /** By their ids. Each is opened by its first task. */
  readonly #translators = new Map<string, Promise<Translator>>();
  /** Opened when the first piece begins if the engine has no word times, else when words without times first come. */
  #aligner: Promise<Aligner | null> | null = null;
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
  /** Tasks under way. */
  readonly #running = new Set<{ id: number | undefined; stop: AbortController }>();
  /** When the last task ended. */
  #endedAt = 0;

  private constructor(rank: number, spec: WorkSpec, { id, devices, engine }: Models) {
    this.rank = rank;
    this.#spec = spec;
    this.#id = id;
    this.#devices = devices;
    this.#engine = engine;
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
      engine = await takeEngine(engineOf(rank, spec), devices);
      return new Worker(rank, spec, { id: await wordsId(engine, spec), devices, engine });
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
   * Does one task. Never rejects for what an engine does to itself: a task that failed every attempt is a result too, and so is
   * one that was dropped. Of tasks that overlap, `seconds` is the time that one took since the last one ended.
   *
   * @param onEngineFree called when the next task may begin although this one is not done: its words are being aligned
   */
  async run(
    { task, samples }: LoadedTask,
    onEngineFree: () => void = () => undefined,
  ): Promise<{ result: TaskResult; seconds: number }> {
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
    const now = performance.now();
    const seconds = (now - Math.max(from, this.#endedAt)) / 1000;
    this.#endedAt = now;
    this.#busySeconds += seconds;
    return { result, seconds };
  }

  /** The language of one sample of speech; null if it tells nothing. Rejects with a SisterError if the engine cannot tell languages. */
  async detectLanguage(samples: Int16Array): Promise<LanguageGuess | null> {
    if (!this.#engine.detectLanguage) throw cannotDetect(this.#engine.name);
    return this.#engine.detectLanguage(samples, { signal: this.#aborted.signal });
  }

  /** Stops the task of this id, if it is under way. */
  drop(id: number): void {
    for (const running of this.#running) if (running.id === id) running.stop.abort(new Error("the task was dropped"));
  }

  async #recognize(
    task: RecognizeTask,
    samples: Int16Array,
    { signal, onEngineFree }: { signal: AbortSignal; onEngineFree: () => void },
  ): Promise<TaskResult> {
    let message = "";
    // Not before the engine: it would only be the later ready. It loads while the first piece is recognized.
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
        this.#segments += 1;
        this.#audioSeconds += task.seconds;
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

  /** Recognizes again, each by itself, the stretches whose words are missing or invented: only an aligner's times tell which. */
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
      // The engine failed on a stretch. The words that are there are worth more than a segment that failed.
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
   * Finds the times of words whose engine has none. They stay estimates if there is no aligner for the language, or if it failed: then
   * `unaligned` is the reason.
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
      const translations = await translator.translate(task.texts, {
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
    const aligner = this.#aligner?.then((opened) => opened?.close());
    const translators = [...this.#translators.values()].map((opening) => opening.then((opened) => opened.close()));
    await Promise.allSettled([this.#engine.close(), aligner, ...translators]);
  }
}

/** The sleep engine may be slower on one rank: that is how an uneven cluster is measured. */
function engineOf(rank: number, spec: WorkSpec): SpeechConfig {
  const speed = spec.speeds?.[rank];
  return spec.speech.kind === "sleep" && speed !== undefined ? { ...spec.speech, speed } : spec.speech;
}
