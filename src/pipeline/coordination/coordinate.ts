/**
 * The work of rank 0 for one video. It is decoded into a spool while the ranks get ready; then three parts work side by
 * side: `SegmentPlanner` puts out segments, `SegmentResults` takes what comes back, and `UnitCollector` makes units of
 * the words, which are translated while other segments are still being recognized.
 */
import { SisterError } from "../../errors.js";
import type { TranslatedUnit } from "../../subtitles/cue.js";
import type { SpokenLanguage } from "../../subtitles/document.js";
import { SAMPLE_RATE } from "../../speech/engine.js";
import { definitionOf } from "../../speech/engines.js";
import { AUTO } from "../../speech/language/hears.js";
import { SegmentSource } from "../audio/segment-source.js";
import { AudioSpool } from "../audio/spool.js";
import type { JobEvent, JobProgress } from "../job-events.js";
import type { Journal } from "../journal.js";
import type { JobDispatch } from "../ranks/job-dispatch.js";
import type { LoadedTask, RankAccount, RankInfo, Task, TaskResult, TranslateTask, WorkSpec } from "../ranks/task.js";
import type { TranslationServices } from "../../translation/service-calls.js";
import type { ServiceUsage } from "../../translation/translator.js";
import { isService } from "../../translation/translators.js";
import { SegmentPlanner } from "./segment-planner.js";
import { SegmentResults } from "./segment-results.js";
import { ServiceTranslations } from "./service-translations.js";
import type { JobLanguages, PlacedBreach } from "./translation-batches.js";
import { UnitCollector } from "./unit-collector.js";
import type { WarningList } from "./warning-list.js";

export interface CoordinateOptions {
  dispatch: JobDispatch;
  speech: WorkSpec["speech"];
  /** `source` may be "auto". */
  languages: JobLanguages;
  /** 16 kHz mono from presentation time 0, as a stream. */
  audio: AsyncIterable<Int16Array>;
  /** null: words are not kept. */
  journal: Journal | null;
  /** Calls the translators that are services. */
  services: TranslationServices;
  warnings: WarningList;
  onEvent?: (event: JobEvent) => void;
  /** The text of the talk: its words replace those that are recognized. */
  script?: string;
  /**
   * Called once, before any words come, if the language is "auto". Resolves with the languages of the job; a rejection
   * fails the job.
   */
  onLanguage?: (language: SpokenLanguage) => Promise<JobLanguages>;
  signal?: AbortSignal;
}

export interface CoordinateResult {
  units: TranslatedUnit[];
  ranks: RankInfo[];
  accounts: RankAccount[];
  /** Seconds of audio. */
  audioSeconds: number;
  /** Seconds from all ranks ready to the last result. */
  workSeconds: number;
  segments: JobProgress["segments"];
  /** The reasons for which segments and translations failed, each once. */
  problems: string[];
  /** Words of translations that the dictionaries did not have. */
  unknownWords: number;
  /** What each service was asked for. */
  usage: Record<string, ServiceUsage>;
  /** Terms of the glossary that translators did not honour. */
  breaches: readonly PlacedBreach[];
}

/** Does one job and ends its dispatch, by `finish` or, if it fails, by `fail`. */
export async function coordinate(options: CoordinateOptions): Promise<CoordinateResult> {
  let spool: AudioSpool;
  try {
    options.signal?.throwIfAborted();
    spool = await AudioSpool.create();
  } catch (error) {
    options.dispatch.fail(error);
    throw error;
  }
  try {
    return await new Coordination(options, spool).run();
  } finally {
    await spool.close();
  }
}

class Coordination {
  readonly #options: CoordinateOptions;
  readonly #spool: AudioSpool;
  readonly #dispatch: JobDispatch;
  readonly #source: SegmentSource;
  readonly #planner: SegmentPlanner;
  readonly #results: SegmentResults;
  readonly #units: UnitCollector;
  readonly #translations: ServiceTranslations;
  #hosts: string[] = [];
  #languages: JobLanguages;

  constructor(options: CoordinateOptions, spool: AudioSpool) {
    const { dispatch, speech, warnings, journal, services } = options;
    const onEvent = (event: JobEvent): void => options.onEvent?.(event);
    this.#options = options;
    this.#spool = spool;
    this.#dispatch = dispatch;
    this.#languages = options.languages;
    this.#source = new SegmentSource({
      audio: options.audio,
      spool,
      wantsVoice: definitionOf(speech).segmentation === "voice",
      onVoiceFallback: (message) => warnings.add({ code: "voice-fallback", message }),
    });
    this.#units = new UnitCollector({
      languages: () => this.#languages,
      script: options.script,
      read: (start, end) => spool.read(start, Math.min(end, spool.length)),
      onTask: (task) => this.#addTranslation(task),
      onEvent,
      onWarning: (warning) => warnings.addOnce(warning),
      signal: options.signal,
    });
    this.#translations = new ServiceTranslations(services);
    this.#results = new SegmentResults({
      journal,
      units: this.#units,
      warnings,
      onEvent,
      knownSeconds: () => spool.length / SAMPLE_RATE,
    });
    this.#planner = new SegmentPlanner({
      source: this.#source,
      journal,
      results: this.#results,
      onTask: (task) => dispatch.add(task),
    });
  }

  async run(): Promise<CoordinateResult> {
    const { signal, onEvent } = this.#options;
    const abort = (): void => this.#dispatch.fail(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const decoding = this.#source.decode();
    decoding.catch((error: unknown) => this.#dispatch.fail(error));
    try {
      const ranks = await this.#dispatch.ready();
      const engine = sameEngine(ranks);
      this.#hosts = ranks.map(({ host }) => host);
      onEvent?.({ type: "ready", ranks });
      const readyAt = performance.now();
      const running = this.#dispatch.run({
        load: (task, rank) => this.#load(task, rank),
        onResult: (result) => this.#take(result),
      });
      const planning = this.#plan(engine);
      planning.catch((error: unknown) => this.#dispatch.fail(error));
      await running;
      await planning;
      const workSeconds = (performance.now() - readyAt) / 1000;
      return {
        units: this.#units.units,
        ranks,
        accounts: await this.#dispatch.finish(),
        audioSeconds: this.#spool.length / SAMPLE_RATE,
        workSeconds,
        segments: this.#results.counts,
        problems: this.#results.problems,
        unknownWords: this.#units.unknownWords,
        usage: this.#translations.usage,
        breaches: this.#units.breaches,
      };
    } catch (error) {
      this.#dispatch.fail(error);
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#source.stop();
      await decoding.catch(() => undefined);
    }
  }

  async #plan(engine: RankInfo): Promise<void> {
    const { source } = this.#languages;
    const detection = {
      read: (start: number, end: number) => this.#spool.read(start, end),
      detect: (samples: Int16Array) => this.#dispatch.detectLanguage(samples),
      onLanguage: async (language: SpokenLanguage): Promise<void> => {
        const decided = await this.#options.onLanguage?.(language);
        this.#languages = decided ?? { ...this.#languages, source: language.code };
      },
    };
    await this.#planner.plan(engine, source === AUTO ? detection : source);
    // Translations still come, but from `onResult`. The dispatch must know this before the last segment is recognized,
    // or ranks would wait for more segments than there are.
    this.#dispatch.end();
  }

  /** Ranks have no keys: what a service translates is asked for from here. */
  #addTranslation(task: TranslateTask): void {
    if (isService(task.translator)) this.#dispatch.addHere((signal) => this.#translations.translate(task, signal));
    else this.#dispatch.add(task);
  }

  async #load(task: Task, rank: number): Promise<LoadedTask> {
    if (task.kind !== "recognize") return { task, samples: new Int16Array(0) };
    const segment = this.#results.segment(task.segment);
    const samples = await this.#spool.read(segment.audioStart, segment.audioEnd);
    // A task leaves when its rank can begin it.
    this.#results.begins(segment, { rank, host: this.#hosts[rank] ?? "" });
    return { task, samples };
  }

  async #take(result: TaskResult): Promise<void> {
    if (result.kind === "translated") {
      if (result.problem !== null) this.#results.addProblem(result.problem);
      this.#units.translated(result);
    } else if (result.kind === "recognized" || result.kind === "recognition-failed") await this.#results.take(result);
  }
}

/**
 * The engine that all ranks have. Throws a SisterError if they differ: results must not depend on which rank got which
 * segment.
 */
function sameEngine(ranks: readonly RankInfo[]): RankInfo {
  const first = ranks[0];
  if (!first) throw new Error("the pool has no ranks");
  const other = ranks.find((rank) => rank.engine !== first.engine);
  if (other) {
    throw new SisterError(
      `rank ${first.rank} on ${first.host} and rank ${other.rank} on ${other.host} have different speech engines ` +
        `(${first.engine}; ${other.engine}): install the same version of Sister, its packages and the model on all hosts`,
    );
  }
  return first;
}
