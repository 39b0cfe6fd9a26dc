/**
 * `sister translate`: in a process group that it launches, in a group that mpirun launched, or, for short videos, in this
 * process.
 */
import { resolve } from "node:path";
import { SisterError } from "../../errors.js";
import { planGroup } from "../../group/hosts/group-plan.js";
import { isInsideMpirun, rankOf, runInGroup } from "../../group/rank/run-in-group.js";
import { findStyleFont } from "../../media/letters/fonts.js";
import { readDurationMost } from "../../media/sound/plausible.js";
import { requireLanguages } from "../../pipeline/capabilities.js";
import type { JobEvent } from "../../pipeline/job-events.js";
import { runInPool } from "../../pipeline/job-runner.js";
import { prepareJob, specOf, type Job } from "../../pipeline/job.js";
import { readScript } from "../../pipeline/script/read-script.js";
import { listOutputs, outputPaths, type OutputWish } from "../../pipeline/outputs.js";
import { isComplete, subtitleFiles, type JobSummary } from "../../pipeline/subtitle-files.js";
import { chooseSpeech } from "../../speech/default-engine.js";
import { readDevices } from "../../speech/devices.js";
import { AUTO } from "../../speech/language/hears.js";
import { findFormat } from "../../subtitles/formats/formats.js";
import type { LetterStyle } from "../../subtitles/letters.js";
import type { Glossary } from "../../translation/glossary/glossary.js";
import { readGlossary } from "../../translation/glossary/read-glossary.js";
import { chooseTranslators, translatorOrder } from "../../translation/translators.js";
import { findInputs, isSubtitleName } from "./inputs.js";
import { runTexts, type TextResult } from "./run-texts.js";
import { noteServices } from "./service-notes.js";
import type { TextOptions } from "./translate-texts.js";
import { onInterruption } from "../terminal/interruption.js";
import { ProgressDisplay } from "../terminal/progress.js";
import { withRanks } from "./ranks.js";
import { isDocument, translateDocument } from "./translate-document.js";
import { describeSummary } from "./summary.js";
import { printJson, printProblem, printText } from "../terminal/print.js";
import { translateSeveral } from "./translate-several.js";

export interface TranslateOptions {
  to: string[];
  from: string;
  translator?: readonly string[];
  audioTrack?: string;
  channel?: number;
  ranks?: number;
  hostfile?: string;
  out?: string;
  burn?: string;
  style?: LetterStyle;
  mux: boolean;
  model?: string;
  script?: string;
  profile: string;
  shots: boolean;
  glossary?: string;
  cues?: ReadonlySet<number>;
  overwrite: boolean;
  json: boolean;
  /** Whether the person gave `from`; else it is the default. */
  isFromGiven?: boolean;
  sourceTrack?: number;
  oneToOne?: boolean;
  encoding?: string;
  format?: string[];
  bilingual?: [string, string];
}

/**
 * Runs the command for one or several files. Returns the exit status: 0 only if every output was written.
 *
 * @param words the files and folders that the call names
 */
export async function translate(words: readonly string[], options: TranslateOptions): Promise<number> {
  if (isInsideMpirun() && rankOf(process.env) !== 0) {
    // Only rank 0 reads the files; other hosts may not have them.
    onInterruption();
    await runInGroup(() => Promise.resolve(null));
    return 0;
  }
  if (isDocument(words, options)) {
    const [document = ""] = words;
    const work = (): Promise<number> => translateDocument(document, options);
    return (isInsideMpirun() ? await runInGroup(work) : await work()) ?? 0;
  }
  if (options.cues)
    throw new SisterError("--cues is for a NAME.json of sister translate: give one, or leave it out", { exitCode: 2 });
  const wantsTexts = options.sourceTrack === undefined;
  const { files, isOne, notes } = await findInputs(words, { targets: wantsTexts ? options.to : [] });
  for (const note of notes) printProblem(note);
  if (!isOne && options.script !== undefined) {
    throw new SisterError("--script is the text of a single talk: give a single file with it", { exitCode: 2 });
  }
  const texts = files.filter((file) => !wantsTexts || isSubtitleName(file));
  const videos = files.filter((file) => !texts.includes(file));
  checkTextOptions(texts, videos, options);
  options = await withStyle(options);
  const glossary = options.glossary === undefined ? null : await readGlossary(options.glossary);
  const [first] = videos;
  const job = first === undefined ? null : await jobOf(first, options, glossary);
  if (job) noteServices(translatorsOf(job));
  const jobs = job ? videos.map((file) => ({ ...job, file })) : [];
  if (job && isOne) return translateOne(job, options);
  const signal = onInterruption();
  let results: TextResult[] = [];
  if (texts.length > 0) {
    const taken = new Set(
      jobs.flatMap(({ file }) => listOutputs(outputPaths(file, [options.from, ...options.to], outputsOf(options)))),
    );
    const work = (): Promise<TextResult[]> =>
      runTexts(texts, textOptionsOf(options, glossary), {
        json: options.json,
        signal,
        isOne,
        total: files.length,
        taken,
      });
    // Other ranks of a group wait for rank 0, also if there is nothing for them to do.
    results = (isInsideMpirun() && !job ? await runInGroup(work) : await work()) ?? [];
    if (!job) return endTexts(results, { isOne, json: options.json });
  }
  return translateSeveral(jobs, {
    ranks: options.ranks ?? null,
    hostfile: options.hostfile ?? null,
    json: options.json,
    display: new ProgressDisplay({ quiet: options.json }),
    signal,
    failures,
    before: results,
  });
}

/** Checks the style of the letters. Its font has the name that the burner knows. */
async function withStyle(options: TranslateOptions): Promise<TranslateOptions> {
  const { style, burn, format = [] } = options;
  if (!style) return options;
  if (burn === undefined && !format.some((id) => findFormat(id)?.holdsStyle)) {
    throw new SisterError(
      "--style is for letters that are burned in or kept in a file: give --burn LANGUAGE or --format ass with it",
      { exitCode: 2 },
    );
  }
  const known = await findStyleFont(style, "fc-list");
  if (typeof known === "string") throw new SisterError(`--style font=${style.font ?? ""}: ${known}`, { exitCode: 2 });
  return { ...options, style: known };
}

/** Prints the results of a call that had no video. Returns the exit status. */
function endTexts(results: readonly TextResult[], { isOne, json }: { isOne: boolean; json: boolean }): number {
  const bad = results.filter(({ ok }) => !ok).length;
  if (json) printJson(isOne ? results[0] : results);
  if (bad > 0 && !isOne) printProblem(`${bad} of ${results.length} files failed; the others were written`);
  return bad > 0 ? 1 : 0;
}

/** Refuses options that say nothing about the files of the call. */
function checkTextOptions(texts: readonly string[], videos: readonly string[], options: TranslateOptions): void {
  const { sourceTrack } = options;
  const refuse = (message: string): never => {
    throw new SisterError(message, { exitCode: 2 });
  };
  const file = texts.find(isSubtitleName);
  if (sourceTrack !== undefined && file !== undefined)
    refuse(`--source-track is a track of a video, and ${file} is a subtitle file: leave it out`);
  if (file !== undefined && options.to.length === 0)
    refuse(`${file} is a subtitle file: give the languages to translate it into with --to`);
  if (texts.length > 0 && videos.length === 0) {
    const given: Record<string, unknown> = {
      "--audio-track": options.audioTrack,
      "--channel": options.channel,
      "--script": options.script,
      "--model": options.model,
      "--ranks": options.ranks,
      "--hostfile": options.hostfile,
      ...(sourceTrack === undefined ? { "--burn": options.burn, "--mux": options.mux || undefined } : {}),
    };
    const useless = Object.keys(given).find((name) => given[name] !== undefined);
    if (useless !== undefined) {
      refuse(
        sourceTrack === undefined
          ? `${useless} is for videos, and ${file ?? ""} is a subtitle file: leave it out`
          : `${useless} is for the speech of a video, and --source-track takes its subtitles: leave one of them out`,
      );
    }
  }
  if (file === undefined && options.encoding !== undefined)
    refuse("--encoding is for subtitle files, and the call has none: leave it out");
  if (texts.length === 0 && options.oneToOne)
    refuse("--one-to-one is for subtitles as source: give a subtitle file, or --source-track");
}

function textOptionsOf(options: TranslateOptions, glossary: Glossary | null): TextOptions {
  return {
    targets: options.to,
    from: options.isFromGiven && options.from !== AUTO ? options.from : undefined,
    encoding: options.encoding,
    sourceTrack: options.sourceTrack,
    isOneToOne: options.oneToOne ?? false,
    profile: options.profile,
    order: options.translator,
    glossary: glossary ?? [],
    outputs: outputsOf(options),
  };
}

function outputsOf(options: TranslateOptions): OutputWish {
  return {
    folder: options.out === undefined ? null : resolve(options.out),
    overwrite: options.overwrite,
    burn: options.burn ?? null,
    mux: options.mux,
    ...(options.style ? { style: options.style } : {}),
    ...(options.format ? { formats: options.format } : {}),
    ...(options.bilingual ? { bilingual: options.bilingual } : {}),
  };
}

async function translateOne(job: Job, options: TranslateOptions): Promise<number> {
  const signal = onInterruption();
  const display = new ProgressDisplay({ quiet: options.json });
  const onEvent = (event: JobEvent): void => display.show(event);
  try {
    const summary = isInsideMpirun()
      ? await translateInGroup(job, { onEvent, signal })
      : await translateFromShell(job, options, { onEvent, signal, display });
    display.end();
    // Rank 0 always has a summary.
    if (!summary) return 0;
    if (options.json) printJson({ ok: isComplete(summary), ...summary });
    else printText(describeSummary(summary));
    for (const line of failures(summary)) printProblem(line);
    return isComplete(summary) ? 0 : 1;
  } finally {
    display.end();
  }
}

interface Callbacks {
  onEvent: (event: JobEvent) => void;
  signal: AbortSignal;
}

/** On rank 0 of a group that mpirun started. */
function translateInGroup(job: Job, callbacks: Callbacks): Promise<JobSummary | null> {
  return runInGroup(async (transport) => {
    const prepared = await prepareJob(job, callbacks.signal);
    return runInPool(transport, specOf(job), (runner) => subtitleFiles(prepared, runner, callbacks));
  });
}

async function translateFromShell(
  job: Job,
  options: TranslateOptions,
  { display, ...callbacks }: Callbacks & { display: ProgressDisplay },
): Promise<JobSummary> {
  // Problems of the call are reported before anything is launched.
  const plan = await planGroup(options.ranks ?? null, options.hostfile ?? null);
  const prepared = await prepareJob(job, callbacks.signal);
  const wantsGroup = options.ranks !== undefined || options.hostfile !== undefined;
  const { duration: seconds } = prepared.info;
  const ranks = { plan, wantsGroup, seconds, spec: specOf(job), display, signal: callbacks.signal };
  return withRanks(ranks, (runner) => subtitleFiles(prepared, runner, callbacks));
}

async function jobOf(file: string, options: TranslateOptions, glossary: Glossary | null): Promise<Job> {
  // Ranks read these settings; an invalid one is reported before any rank starts.
  readDevices();
  const speech = await chooseSpeech({ model: options.model, language: options.from });
  const order = options.translator ?? translatorOrder();
  requireLanguages(speech.hearing, { source: options.from, targets: options.to }, { order });
  return {
    file: resolve(file),
    source: options.from,
    ...(options.audioTrack === undefined ? {} : { audioTrack: options.audioTrack }),
    ...(options.channel === undefined ? {} : { channel: options.channel }),
    secondsMost: readDurationMost(),
    targets: options.to,
    translatorOrder: order,
    profile: options.profile,
    ...(options.shots ? { shots: true } : {}),
    outputs: outputsOf(options),
    speech: speech.config,
    ...(speech.note === null ? {} : { warnings: [{ code: "engine-fallback", message: speech.note }] }),
    ...(options.script === undefined ? {} : { script: await readScript(options.script) }),
    ...(glossary ? { glossary } : {}),
  };
}

/** The translators that a job may use. Its language may be unknown yet: then any of its order. */
function translatorsOf({ source, targets, translatorOrder: order = [] }: Job): readonly string[] {
  if (targets.length === 0) return [];
  return source === AUTO ? order : Object.values(chooseTranslators(source, targets, { order }));
}

/** Describes what a job did not do, one line each. */
function failures(summary: JobSummary): string[] {
  const lines: string[] = [];
  const { failed, total } = summary.segments;
  if (failed > 0) {
    lines.push(
      `${failed} of ${total} segments could not be recognized and are marked in the subtitles: run the same command with --overwrite to try them again`,
    );
  }
  if (summary.untranslated > 0)
    lines.push(`${summary.untranslated} passages could not be translated and are marked in the subtitles`);
  for (const problem of summary.problems) lines.push(`  ${problem}`);
  return lines;
}
