/**
 * `sister translate`: in a process group that it launches, in a group that mpirun launched, or, for short videos, in this
 * process.
 */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { SisterError } from "../../errors.js";
import { planGroup, type GroupPlan } from "../../group/hosts/group-plan.js";
import { launchGroup } from "../../group/launcher/launch.js";
import { isInsideMpirun, rankOf, runInGroup, runListInGroup } from "../../group/rank/run-in-group.js";
import { readDurationMost } from "../../media/sound/plausible.js";
import { OwnCrew } from "../../pipeline/ranks/crew.js";
import { InProcessTransport } from "../../pipeline/ranks/in-process.js";
import { isComplete, prepareJob, runJob, type Job, type JobSummary, type RunEvent } from "../../pipeline/job.js";
import { requireLanguages } from "../../pipeline/capabilities.js";
import { readScript } from "../../pipeline/script/read-script.js";
import { FolderJournal, journalFolder } from "../../pipeline/journal.js";
import { chooseSpeech } from "../../speech/default-engine.js";
import { readDevices } from "../../speech/devices.js";
import { findInputs } from "./inputs.js";
import { onInterruption } from "../terminal/interruption.js";
import { ProgressDisplay } from "../terminal/progress.js";
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
  overwrite: boolean;
  json: boolean;
}

/** Seconds. A shorter video is not worth the start of a process group. */
const GROUP_THRESHOLD = 60;

/**
 * Runs the command for one or several files. Returns the exit status: 0 only if every output was written.
 *
 * @param words the files and folders that the call names
 */
export async function translate(words: readonly string[], options: TranslateOptions): Promise<number> {
  if (isInsideMpirun() && rankOf(process.env) !== 0) {
    // Only rank 0 reads the files; other hosts may not have them.
    onInterruption();
    await runListInGroup(() => Promise.resolve([]), { onOutcome: () => undefined });
    return 0;
  }
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
      groupThreshold: GROUP_THRESHOLD,
      failures,
    },
  );
}

async function translateOne(job: Job, options: TranslateOptions): Promise<number> {
  const signal = onInterruption();
  const display = new ProgressDisplay({ quiet: options.json });
  const onEvent = (event: RunEvent): void => display.show(event);
  try {
    const summary = isInsideMpirun()
      ? await runInGroup(() => Promise.resolve(job), { onEvent, signal })
      : await runFromShell(job, options, { onEvent, signal, display });
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

interface RunOptions {
  onEvent: (event: RunEvent) => void;
  signal: AbortSignal;
  display: ProgressDisplay;
}

async function runFromShell(job: Job, options: TranslateOptions, run: RunOptions): Promise<JobSummary> {
  // Problems of the call are reported before anything is launched.
  const plan: GroupPlan = await planGroup(options.ranks ?? null, options.hostfile ?? null);
  const prepared = await prepareJob(job, run.signal);
  const wantsGroup = options.ranks !== undefined || options.hostfile !== undefined;
  if (prepared.info.duration > GROUP_THRESHOLD || wantsGroup) {
    if (plan.oversubscribed) {
      run.display.note(
        `${plan.ranks} ranks on ${availableParallelism()} cores: oversubscribed; waiting ranks yield to working ones`,
      );
    }
    return launchGroup(job, { plan, onEvent: run.onEvent, signal: run.signal });
  }
  const transport = new InProcessTransport(
    Math.max(1, Math.min(availableParallelism(), Math.ceil(prepared.info.duration / 15))),
  );
  try {
    const journal = await FolderJournal.open(journalFolder());
    return await runJob(prepared, new OwnCrew(transport), { journal, onEvent: run.onEvent, signal: run.signal });
  } finally {
    await transport.dispose();
  }
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
    folder: options.out === undefined ? null : resolve(options.out),
    overwrite: options.overwrite,
    burn: options.burn ?? null,
    mux: options.mux,
    speech: speech.config,
    ...(speech.note === null ? {} : { warnings: [{ code: "engine-fallback", message: speech.note }] }),
    ...(options.script === undefined ? {} : { script: await readScript(options.script) }),
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
