/** The main job: a video in, subtitle files out, over any transport. */
import { SisterError } from "../errors.js";
import { warnOfLetters } from "../media/letters/fonts.js";
import type { MediaDescription, MediaInfo } from "../media/probe/media.js";
import { probe } from "../media/probe/probe.js";
import { requireSound } from "../media/sound/choose-sound.js";
import { DURATION_MOST, requireDuration } from "../media/sound/plausible.js";
import type { SoundWish } from "../media/sound/tracks.js";
import { burnSubtitles, muxSubtitles } from "../media/subtitled-video.js";
import { hearingOf, type SpeechConfig } from "../speech/engines.js";
import { AUTO, UNDETERMINED } from "../speech/language/hears.js";
import type { SpokenLanguage, SubtitleDocument, Warning } from "../subtitles/document.js";
import { documentOf, documentText } from "../subtitles/document.js";
import { layOut } from "../subtitles/layout/layout.js";
import type { TranslatorChoice } from "../translation/translators.js";
import { requireLanguages } from "./capabilities.js";
import { coordinate, type CoordinateResult } from "./coordinate.js";
import type { JobEvent } from "./job-events.js";
import type { Journal } from "./journal.js";
import type { Crew } from "./ranks/crew.js";
import { hearSound } from "./audio/hear-sound.js";
import { untranslatedWarnings, warningsOfWords } from "./warnings.js";
import { checkOutputs, listOutputs, outputPaths, subRipFiles, writeTexts, type OutputPaths } from "./outputs.js";
import type { HostDevices, RankAccount, WorkSpec } from "./ranks/task.js";

/** What a person asks for. Plain data: it travels from the command line to rank 0. */
export interface Job {
  file: string;
  /** What the file is, where it was looked at before: to do it again takes longer than to decode the first segment. */
  media?: MediaDescription;
  source: string;
  /** The audio track to hear: its number among them, from 1, or its language; absent: it is found out. */
  audioTrack?: string;
  /** The one channel to hear, from 1; absent: it is found out how they are mixed. */
  channel?: number;
  /** Seconds that the file may last; DURATION_MOST by default. */
  secondsMost?: number;
  /** [] transcribes only. */
  targets: string[];
  /** null: beside the video. */
  folder: string | null;
  overwrite: boolean;
  burn: string | null;
  mux: boolean;
  speech: SpeechConfig;
  /** The text of the talk, which is timed instead of recognized. */
  script?: string;
  /** What was known before the work began: that a weaker engine has to do it. */
  warnings?: Warning[];
  /** As `WorkSpec.devices`. */
  devices?: HostDevices[];
}

/** A job whose file, languages and outputs were found to be right. */
export interface PreparedJob {
  job: Job;
  info: MediaInfo;
  paths: OutputPaths;
  /** The translator of each target; none as long as the language of the speech is not known. */
  translators: TranslatorChoice;
}

export type RunEvent =
  JobEvent | { type: "language"; language: SpokenLanguage } | { type: "writing"; what: string; done: number };

export interface JobSummary {
  files: string[];
  /** Seconds of video. */
  duration: number;
  cues: number;
  /** As in the document: the track that was heard, from 1, and its channel if it was one alone. */
  audio: SubtitleDocument["audio"];
  /** The same for people: "audio track 2 (eng)". */
  sound: string;
  segments: CoordinateResult["segments"];
  accounts: RankAccount[];
  engine: string;
  /** From all ranks ready to the last result, and all in all; in seconds. */
  workSeconds: number;
  wallSeconds: number;
  problems: string[];
  /** What a person should know of a result that was written all the same. */
  warnings: Warning[];
  language: SpokenLanguage;
  unknownWords: number;
  /** Units of text that could not be translated. */
  untranslated: number;
}

/** How often a segment is tried before its place is marked as failed. */
const ATTEMPTS = 3;

/** Finds out before any work whether the job can be done: the file, the languages, the outputs. Throws a SisterError that says what to do. */
export async function prepareJob(job: Job, signal?: AbortSignal): Promise<PreparedJob> {
  const info = await probe(job.file, { ...(signal ? { signal } : {}), ...(job.media ? { known: job.media } : {}) });
  requireDuration(info, job.secondsMost ?? DURATION_MOST);
  await requireSound(info, wishOf(job), signal);
  const languages = [job.source, ...job.targets];
  if (job.burn === AUTO)
    throw new SisterError("--burn auto is not known before the work is done: name the language", { exitCode: 2 });
  if (new Set(languages).size < languages.length) {
    throw new SisterError(
      `the languages ${languages.join(", ")} name one twice: give each target once, and not the source`,
      {
        exitCode: 2,
      },
    );
  }
  if (job.burn !== null && !languages.includes(job.burn)) {
    throw new SisterError(`--burn ${job.burn} is neither the source nor a target: add it with --to ${job.burn}`, {
      exitCode: 2,
    });
  }
  if (job.burn !== null && !info.video) {
    throw new SisterError(`${job.file} has no picture to burn subtitles into: leave --burn out`, { exitCode: 2 });
  }
  // A folder without a model, or with one of another language, is said before ranks are started; whether it loads, each rank finds out.
  const translators = requireLanguages(hearingOf(job.speech), job);
  const paths = outputPaths({ file: job.file, languages, folder: job.folder, burn: job.burn, mux: job.mux });
  await checkOutputs(paths, job.overwrite);
  return { job, info, paths, translators };
}

/** What ranks need to get ready for a job; the same for jobs that differ in their files alone. */
export function specOf(job: Job, translators: TranslatorChoice = {}): WorkSpec {
  return {
    speech: job.speech,
    language: job.source,
    targets: job.targets,
    translators,
    attempts: ATTEMPTS,
    ...(job.devices ? { devices: job.devices } : {}),
  };
}

/**
 * Runs a prepared job and writes its files. Segments that failed are marked in the cues' place and counted in the summary; they
 * do not reject.
 *
 * @example
 * const crew = new OwnCrew(new InProcessTransport(2));
 * const summary = await runJob(await prepareJob(job), crew, { journal: null });
 */
export async function runJob(
  prepared: PreparedJob,
  crew: Crew,
  options: { journal: Journal | null; onEvent?: (event: RunEvent) => void; signal?: AbortSignal },
): Promise<JobSummary> {
  const begin = performance.now();
  const { journal, onEvent, signal } = options;
  let { job, paths, translators } = prepared;
  let { info } = prepared;
  let language: SpokenLanguage = { code: job.source, how: "given", confidence: 1 };
  const warnings: Warning[] = [];
  const warn = (warning: Warning): void => {
    warnings.push(warning);
    onEvent?.({ type: "warning", ...warning });
  };
  for (const warning of job.warnings ?? []) warn(warning);
  const spec = specOf(job, translators);
  const { chosen, audio } = hearSound(info, wishOf(job), { secondsMost: job.secondsMost, onWarning: warn, signal });
  const result = await coordinate({
    crew,
    spec,
    audio,
    journal,
    ...(job.script === undefined ? {} : { script: job.script }),
    onLanguage: async (detected) => {
      language = detected;
      onEvent?.({ type: "language", language });
      ({ job, paths, translators } = await inLanguage(prepared, language.code));
      return { targets: job.targets, translators };
    },
    ...(onEvent ? { onEvent } : {}),
    ...(signal ? { signal } : {}),
  });
  const sound = await chosen;
  // What is burned and muxed has the sound that was heard. A head that declares less than there is does not cut off cues.
  const duration = result.audioSeconds > info.duration + 1 ? result.audioSeconds : info.duration;
  info = { ...sound.info, duration };
  warnings.push(...result.warnings);
  for (const warning of await warningsOfWords(sound, { language: job.source, speech: job.speech }, result, signal))
    warn(warning);
  for (const warning of untranslatedWarnings(result, job.targets)) warn(warning);
  const languages = [job.source, ...job.targets];
  const cues = layOut(result.units, {
    languages,
    source: job.source,
    duration: info.duration,
    ...(info.video ? { frameRate: info.video.frameRate } : {}),
  });
  const { burn } = job;
  const boxes = burn === null ? null : await warnOfLetters(cues.map(({ text }) => text[burn] ?? ""));
  if (boxes !== null) warn({ code: "no-font", message: boxes });
  const document: SubtitleDocument = documentOf({
    file: job.file,
    duration: info.duration,
    source: job.source,
    language,
    targets: job.targets,
    engine: result.ranks[0]?.engineName ?? "",
    translators: { ...translators },
    audio: { track: sound.track, channel: sound.channel },
    warnings,
    cues,
    ranks: result.accounts,
  });
  const texts = new Map(
    paths.subtitles.map(({ format, language, path }) => [path, format.write(cues, language)] as const),
  );
  texts.set(paths.json, documentText(document));
  await writeTexts(texts);
  await writeVideos({ job, info, paths, translators }, options);
  return {
    files: listOutputs(paths),
    duration: info.duration,
    cues: cues.length,
    audio: document.audio,
    sound: sound.description,
    segments: result.segments,
    accounts: result.accounts,
    engine: document.engine,
    workSeconds: result.workSeconds,
    wallSeconds: (performance.now() - begin) / 1000,
    problems: result.problems,
    warnings,
    language: document.language,
    unknownWords: result.unknownWords,
    untranslated: result.units.filter((unit) => Object.values(unit.text).includes(null)).length,
  };
}

function wishOf({ source, audioTrack, channel }: Job): SoundWish {
  return { language: source, track: audioTrack ?? null, channel: channel ?? null };
}

/** The job, once its language is known: what depends on it is checked again, before any words come. */
async function inLanguage({ job, info }: PreparedJob, source: string): Promise<PreparedJob> {
  // A translation into the language that is spoken is the transcript itself.
  const targets = source === UNDETERMINED ? [] : job.targets.filter((target) => target !== source);
  return prepareJob({ ...job, source, targets, media: info });
}

async function writeVideos(
  { job, info, paths }: PreparedJob,
  { onEvent, signal }: { onEvent?: (event: RunEvent) => void; signal?: AbortSignal },
): Promise<void> {
  const stop = signal ? { signal } : {};
  if (paths.muxed !== null) {
    onEvent?.({ type: "writing", what: paths.muxed, done: 0 });
    const tracks = subRipFiles(paths).map(({ path, language }) => ({ file: path, language }));
    const preferred = job.targets[0] ?? job.source;
    await muxSubtitles({ info, tracks, preferred, output: paths.muxed, ...stop });
  }
  if (paths.burned !== null && job.burn !== null) {
    const what = paths.burned;
    onEvent?.({ type: "writing", what, done: 0 });
    const onProgress = (done: number): void => onEvent?.({ type: "writing", what, done });
    const subtitle = subRipFiles(paths).find(({ language }) => language === job.burn)?.path ?? "";
    await burnSubtitles({ info, subtitle, output: what, onProgress, ...stop });
  }
}

/** Whether all of it was done: exit status 0. */
export function isComplete(summary: JobSummary): boolean {
  return summary.segments.failed === 0 && summary.untranslated === 0;
}
