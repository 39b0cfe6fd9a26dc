/** `sister translate`: in a group that it launches, inside one that mpirun launched, or, for short videos, in this process. */
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
import { GROUP_THRESHOLD_SECONDS, SECONDS_PER_ENGINE } from "../../pipeline/run-limits.js";
import { readScript } from "../../pipeline/script/read-script.js";
import { FolderJournal, journalFolder } from "../../pipeline/journal.js";
import { chooseSpeech } from "../../speech/default-engine.js";
import { requireLanguage } from "../../speech/language/hears.js";
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

/**
 * Runs the command for one file, several, or a folder's; returns the exit status: 0 only when all of it was written.
 *
 * @param words what the call names: files and folders
 */
export async function translate(words: readonly string[], options: TranslateOptions): Promise<number> {
  if (isInsideMpirun() && rankOf(process.env) !== 0) {
    // The files are rank 0's, and other hosts may have none of them.
    onInterruption();
    await runListInGroup(() => Promise.resolve([]), { onOutcome: () => undefined });
    return 0;
  }
  const { files, isOne, notes } = await findInputs(words);
  for (const note of notes) printProblem(note);
  const [first = ""] = files;
  if (!isOne && options.script !== undefined) {
    throw new SisterError("--script is the text of one talk: give one file with it", { exitCode: 2 });
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
      groupThreshold: GROUP_THRESHOLD_SECONDS,
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
    // Rank 0 always has one.
    if (!summary) return 0;
    if (options.json) printJson({ ok: isComplete(summary), ...summary });
    else printText(describeSummary(summary));
    for (const line of failures(summary)) printProblem(line);
    return isComplete(summary) ? 0 : 1;
  } finally {
    display.end();
  }
}

interface Surroundings {
  onEvent: (event: RunEvent) => void;
  signal: AbortSignal;
  display: ProgressDisplay;
}

async function runFromShell(job: Job, options: TranslateOptions, around: Surroundings): Promise<JobSummary> {
  // Before anything is launched: what is wrong with the call is said at once and in one line.
  const plan: GroupPlan = await planGroup(options.ranks ?? null, options.hostfile ?? null);
  const prepared = await prepareJob(job, around.signal);
  const wantsGroup = options.ranks !== undefined || options.hostfile !== undefined;
  if (prepared.info.duration > GROUP_THRESHOLD_SECONDS || wantsGroup) {
    if (plan.oversubscribed) {
      around.display.note(
        `${plan.ranks} ranks on ${availableParallelism()} cores: oversubscribed; ranks that wait yield to those that work`,
      );
    }
    return launchGroup(job, { plan, onEvent: around.onEvent, signal: around.signal });
  }
  const transport = new InProcessTransport(
    Math.max(1, Math.min(availableParallelism(), Math.ceil(prepared.info.duration / SECONDS_PER_ENGINE))),
  );
  try {
    const journal = await FolderJournal.open(journalFolder());
    return await runJob(prepared, new OwnCrew(transport), { journal, onEvent: around.onEvent, signal: around.signal });
  } finally {
    await transport.dispose();
  }
}

async function jobOf(file: string, options: TranslateOptions): Promise<Job> {
  // Ranks read these; what cannot be read is said before any is started.
  readDevices();
  const speech = await chooseSpeech({ model: options.model, language: options.from });
  requireLanguage(speech.hearing, options.from);
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
    translation: { kind: "apertium" },
    ...(options.script === undefined ? {} : { script: await readScript(options.script) }),
  };
}

/** What was not done, a line each. */
function failures(summary: JobSummary): string[] {
  const lines: string[] = [];
  const { failed, total } = summary.segments;
  if (failed > 0) {
    lines.push(
      `${failed} of ${total} segments could not be recognized and are marked in their place: run the same command with --overwrite to try them again`,
    );
  }
  if (summary.untranslated > 0)
    lines.push(`${summary.untranslated} passages could not be translated and are marked in their place`);
  for (const problem of summary.problems) lines.push(`  ${problem}`);
  return lines;
}
