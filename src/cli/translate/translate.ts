/**
 * `sister translate`: in a process group that it launches, in a group that mpirun launched, or, for short videos, in this
 * process.
 */
import { resolve } from "node:path";
import { SisterError } from "../../errors.js";
import { planGroup } from "../../group/hosts/group-plan.js";
import { isInsideMpirun, rankOf, runInGroup } from "../../group/rank/run-in-group.js";
import { readDurationMost } from "../../media/sound/plausible.js";
import { requireLanguages } from "../../pipeline/capabilities.js";
import type { JobEvent } from "../../pipeline/job-events.js";
import { runInPool } from "../../pipeline/job-runner.js";
import { prepareJob, specOf, type Job } from "../../pipeline/job.js";
import { readScript } from "../../pipeline/script/read-script.js";
import { isComplete, subtitleFiles, type JobSummary } from "../../pipeline/subtitle-files.js";
import { chooseSpeech } from "../../speech/default-engine.js";
import { readDevices } from "../../speech/devices.js";
import { readGlossary } from "../../translation/glossary/read-glossary.js";
import { findInputs } from "./inputs.js";
import { onInterruption } from "../terminal/interruption.js";
import { ProgressDisplay } from "../terminal/progress.js";
import { withRanks } from "./ranks.js";
import { isDocumentName, translateDocuments } from "./translate-documents.js";
import { describeSummary } from "./summary.js";
import { printJson, printProblem, printText } from "../terminal/print.js";
import { translateSeveral } from "./translate-several.js";

export interface TranslateOptions {
  to: string[];
  from: string;
  audioTrack?: string;
  channel?: number;
  ranks?: number;
  hostfile?: string;
  out?: string;
  burn?: string;
  mux: boolean;
  model?: string;
  script?: string;
  glossary?: string;
  overwrite: boolean;
  json: boolean;
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
  if (words.some(isDocumentName)) return translateDocuments(words, options);
  const { files, isOne, notes } = await findInputs(words);
  for (const note of notes) printProblem(note);
  const [first = ""] = files;
  if (!isOne && options.script !== undefined) {
    throw new SisterError("--script is the text of a single talk: give a single file with it", { exitCode: 2 });
  }
  const job = await jobOf(first, options);
  if (isOne) return translateOne(job, options);
  return translateSeveral(
    files.map((file) => ({ ...job, file })),
    {
      ranks: options.ranks ?? null,
      hostfile: options.hostfile ?? null,
      json: options.json,
      display: new ProgressDisplay({ quiet: options.json }),
      signal: onInterruption(),
      failures,
    },
  );
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

async function jobOf(file: string, options: TranslateOptions): Promise<Job> {
  // Ranks read these settings; an invalid one is reported before any rank starts.
  readDevices();
  const speech = await chooseSpeech({ model: options.model, language: options.from });
  requireLanguages(speech.hearing, { source: options.from, targets: options.to });
  return {
    file: resolve(file),
    source: options.from,
    ...(options.audioTrack === undefined ? {} : { audioTrack: options.audioTrack }),
    ...(options.channel === undefined ? {} : { channel: options.channel }),
    secondsMost: readDurationMost(),
    targets: options.to,
    outputs: {
      folder: options.out === undefined ? null : resolve(options.out),
      overwrite: options.overwrite,
      burn: options.burn ?? null,
      mux: options.mux,
    },
    speech: speech.config,
    ...(speech.note === null ? {} : { warnings: [{ code: "engine-fallback", message: speech.note }] }),
    ...(options.script === undefined ? {} : { script: await readScript(options.script) }),
    ...(options.glossary === undefined ? {} : { glossary: await readGlossary(options.glossary) }),
  };
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
