/** The main job: a video in, a subtitle document out, with any ranks. */
import { SisterError } from "../errors.js";
import type { MediaDescription, MediaInfo } from "../media/probe/media.js";
import { probe } from "../media/probe/probe.js";
import { findShots } from "../media/shots.js";
import { requireSound } from "../media/sound/choose-sound.js";
import { DURATION_MOST, requireDuration } from "../media/sound/plausible.js";
import type { SoundWish } from "../media/sound/tracks.js";
import { hearingOf, type SpeechConfig } from "../speech/engines.js";
import { AUTO, requireLanguage, UNDETERMINED } from "../speech/language/hears.js";
import type { SpokenLanguage, SubtitleDocument, Warning } from "../subtitles/document.js";
import { documentOf } from "../subtitles/document.js";
import { countTooFast, layOut } from "../subtitles/layout/layout.js";
import { DEFAULT_PROFILE, normsOf } from "../subtitles/norms/profile.js";
import type { Glossary } from "../translation/glossary/glossary.js";
import { SERVICES_HERE, type TranslationServices } from "../translation/service-calls.js";
import type { ServiceUsage } from "../translation/translator.js";
import { translatorOrder, type TranslatorChoice } from "../translation/translators.js";
import { hearSound } from "./audio/hear-sound.js";
import { coordinate, type CoordinateResult } from "./coordination/coordinate.js";
import type { JobLanguages } from "./coordination/translation-batches.js";
import { WarningList } from "./coordination/warning-list.js";
import type { JobEvent } from "./job-events.js";
import type { Journal } from "./journal.js";
import { checkBilingual, checkOutputs, outputPaths, type OutputWish } from "./outputs.js";
import type { JobDispatch } from "./ranks/job-dispatch.js";
import type { RankAccount, WorkSpec } from "./ranks/task.js";
import { glossaryWarnings, untranslatedWarnings, warningsOfWords } from "./warnings.js";
import { ATTEMPTS } from "./run-limits.js";

/** The request for a job. Plain data: it travels to rank 0. */
export interface Job {
  file: string;
  /**
   * A description of the file, if it was probed before: to probe it again takes longer than to decode the first
   * segment.
   */
  media?: MediaDescription;
  /** The language of the speech, BCP 47, or "auto". */
  source: string;
  /** The audio track to use: its number among them, from 1, or its language; missing: it is chosen. */
  audioTrack?: string;
  /** The one channel to use, from 1; missing: the mix of channels is chosen. */
  channel?: number;
  /** Seconds that the file may last; DURATION_MOST by default. */
  secondsMost?: number;
  /** [] transcribes only. */
  targets: string[];
  /** Ids of the translators that may be used, the preferred one first; missing: those of SISTER_TRANSLATORS. */
  translatorOrder?: readonly string[];
  speech: SpeechConfig;
  /** Norms of the subtitles, as `normsOf` takes them; "netflix" by default. */
  profile?: string;
  /** Whether cues snap to the shot changes of the picture. */
  shots?: boolean;
  /** The text of the talk, which is timed instead of recognized. */
  script?: string;
  /** Terms and their translations. */
  glossary?: Glossary;
  /** Warnings from before the work began: that a weaker engine has to do it. */
  warnings?: Warning[];
  /** The files that a person wants; null: only the document is wanted. */
  outputs: OutputWish | null;
}

/** A job whose file, languages and outputs were checked. */
export interface PreparedJob {
  job: Job;
  info: MediaInfo;
  /** The translator of each target; none as long as the language of the speech is not known. */
  translators: TranslatorChoice;
}

/** The result of a job. Plain data: it travels from rank 0. */
export interface JobResult {
  document: SubtitleDocument;
  /** The video with the sound that was recognized, and its real duration: videos with subtitles are written from it. */
  info: MediaInfo;
  report: JobReport;
}

/** What a job did, beyond its document. */
export interface JobReport {
  /** The sound that was recognized, for people: "audio track 2 (eng)". */
  sound: string;
  segments: CoordinateResult["segments"];
  accounts: RankAccount[];
  /** From all ranks ready to the last result, in seconds. */
  workSeconds: number;
  /** From the start of the job to its document, in seconds. */
  wallSeconds: number;
  /** The reasons for which segments and translations failed, each once. */
  problems: string[];
  /** Words that the dictionaries did not have. */
  unknownWords: number;
  /** Units of text that could not be translated. */
  untranslated: number;
  /** Cues that are shown for less time than readers need, by language; only languages that have some. */
  tooFast: Record<string, number>;
  /** What each service that translated was asked for, by its id. */
  services: Record<string, ServiceUsage>;
}

export interface SubtitleOptions {
  /** null: words are not kept. */
  journal: Journal | null;
  /** Calls the translators that are services; SERVICES_HERE by default. */
  services?: TranslationServices;
  onEvent?: (event: JobEvent) => void;
  signal?: AbortSignal;
}

/**
 * Checks before any work whether the job can be done: its file, its languages, its outputs. Throws a SisterError (exit
 * code 2) that says what to do.
 *
 * @param services of the process that would call them: with its settings translators are chosen
 */
export async function prepareJob(
  job: Job,
  signal?: AbortSignal,
  services: TranslationServices = SERVICES_HERE,
): Promise<PreparedJob> {
  normsOf(job.profile ?? DEFAULT_PROFILE, job.targets[0] ?? "en");
  const info = await probe(job.file, { ...(signal ? { signal } : {}), ...(job.media ? { known: job.media } : {}) });
  requireDuration(info, job.secondsMost ?? DURATION_MOST);
  await requireSound(info, wishOf(job), signal);
  const languages = [job.source, ...job.targets];
  if (new Set(languages).size < languages.length) {
    throw new SisterError(
      `the languages ${languages.join(", ")} name one twice: give each target once, and not the source`,
      { exitCode: 2 },
    );
  }
  if (job.shots && !info.video) {
    throw new SisterError(`${job.file} has no picture, so it has no shot changes: leave --shots out`, { exitCode: 2 });
  }
  if (job.outputs) {
    checkBurn(job, job.outputs, info);
    if (job.source !== AUTO) checkBilingual(job.outputs, languages);
  }
  // A missing model, or one of another language, is an error before ranks are started. Whether it loads, each rank
  // finds out.
  const { source, targets, translatorOrder: order = translatorOrder() } = job;
  requireLanguage(hearingOf(job.speech), source);
  const translators = source === AUTO ? {} : await services.choose({ source, targets, order });
  if (job.outputs) await checkOutputs(outputPaths(job.file, languages, job.outputs), job.outputs.overwrite);
  return { job, info, translators };
}

/** Checks that subtitles can be burned into the picture. Throws a SisterError (exit code 2) otherwise. */
export function checkBurn(
  { file, source, targets }: Pick<Job, "file" | "source" | "targets">,
  { burn }: Pick<OutputWish, "burn">,
  { video }: Pick<MediaInfo, "video">,
): void {
  if (burn === null) return;
  if (burn === AUTO)
    throw new SisterError("--burn auto is not known before the work is done: name the language", { exitCode: 2 });
  if (burn !== source && !targets.includes(burn)) {
    throw new SisterError(`--burn ${burn} is neither the source nor a target: add it with --to ${burn}`, {
      exitCode: 2,
    });
  }
  if (!video) throw new SisterError(`${file} has no picture to burn subtitles into: leave --burn out`, { exitCode: 2 });
}

/** The engines that ranks need for a job; the same for jobs that differ only in their files and targets. */
export function specOf(job: Pick<Job, "speech" | "source">): WorkSpec {
  return {
    speech: job.speech,
    language: job.source,
    attempts: ATTEMPTS,
  };
}

/**
 * Makes the subtitles of a video; writes no files. Segments that failed are marked in their place and counted in the
 * report; they do not reject.
 *
 * @param dispatch a new one; it is finished or failed when this settles
 * @example
 * const pool = new RankPool(new InProcessTransport(2), specOf(job));
 * const { document } = await subtitle(await prepareJob(job), pool.job("ann"), { journal: null });
 */
export async function subtitle(
  prepared: PreparedJob,
  dispatch: JobDispatch,
  options: SubtitleOptions,
): Promise<JobResult> {
  const begin = performance.now();
  const { journal, services = SERVICES_HERE, onEvent, signal } = options;
  let { job, translators } = prepared;
  let language: SpokenLanguage = { code: job.source, how: "given", confidence: 1 };
  const warnings = new WarningList(onEvent);
  for (const warning of job.warnings ?? []) warnings.add(warning);
  const onWarning = (warning: Warning): void => warnings.add(warning);
  const { chosen, audio } = hearSound(prepared.info, wishOf(job), { secondsMost: job.secondsMost, onWarning, signal });
  // Beside the recognition: both are done when the later one is.
  const shotsFound = job.shots ? findShots(job.file, signal) : Promise.resolve([]);
  shotsFound.catch(() => undefined);
  const result = await coordinate({
    dispatch,
    speech: job.speech,
    languages: languagesOf(job, translators),
    audio,
    journal,
    services,
    warnings,
    ...(job.script === undefined ? {} : { script: job.script }),
    onLanguage: async (detected) => {
      language = detected;
      onEvent?.({ type: "language", language });
      ({ job, translators } = await inLanguage(prepared, language.code, services));
      return languagesOf(job, translators);
    },
    ...(onEvent ? { onEvent } : {}),
    ...(signal ? { signal } : {}),
  });
  const sound = await chosen;
  // A container that declares less than there is must not cut off cues.
  const declared = prepared.info.duration;
  const duration = result.audioSeconds > declared + 1 ? result.audioSeconds : declared;
  const info: MediaInfo = { ...sound.info, duration };
  for (const warning of await warningsOfWords(sound, { language: job.source, speech: job.speech }, result, signal))
    warnings.add(warning);
  for (const warning of untranslatedWarnings(result, job.targets)) warnings.add(warning);
  for (const warning of glossaryWarnings(result.breaches)) warnings.add(warning);
  const languages = [job.source, ...job.targets];
  const { profile = DEFAULT_PROFILE } = job;
  const cues = layOut(result.units, {
    languages,
    source: job.source,
    profile,
    duration,
    shots: await shotsFound,
    ...(info.video ? { frameRate: info.video.frameRate } : {}),
  });
  const document = documentOf({
    file: job.file,
    duration,
    source: job.source,
    language,
    targets: job.targets,
    engine: result.ranks[0]?.engineName ?? "",
    translators: { ...translators },
    audio: { track: sound.track, channel: sound.channel },
    warnings: warnings.list,
    cues,
    ranks: result.accounts,
  });
  const report: JobReport = {
    sound: sound.description,
    segments: result.segments,
    accounts: result.accounts,
    workSeconds: result.workSeconds,
    wallSeconds: (performance.now() - begin) / 1000,
    problems: result.problems,
    unknownWords: result.unknownWords,
    untranslated: result.units.filter((unit) => Object.values(unit.text).includes(null)).length,
    tooFast: countTooFast(cues, languages, profile),
    services: result.usage,
  };
  return { document, info, report };
}

function languagesOf({ source, targets, glossary }: Job, translators: TranslatorChoice): JobLanguages {
  return { source, targets, translators, ...(glossary ? { glossary } : {}) };
}

function wishOf({ source, audioTrack, channel }: Job): SoundWish {
  return { language: source, track: audioTrack ?? null, channel: channel ?? null };
}

/** The job when its language is known. Whatever depends on the language is checked again, before any words come. */
function inLanguage({ job, info }: PreparedJob, source: string, services: TranslationServices): Promise<PreparedJob> {
  // A translation into the language that is spoken is the transcript itself.
  const targets = source === UNDETERMINED ? [] : job.targets.filter((target) => target !== source);
  return prepareJob({ ...job, source, targets, media: info }, undefined, services);
}
