/** Launches a process group with mpirun for one job or a list of them, and follows it from outside MPI. */
import { createInterface } from "node:readline";
import { SisterError } from "../../errors.js";
import type { Job, JobSummary, RunEvent } from "../../pipeline/job.js";
import { failureOf, type JobListOptions } from "../../pipeline/job-list.js";
import type { SpeechConfig } from "../../speech/engines.js";
import type { GroupPlan } from "../hosts/group-plan.js";
import { devicesOf } from "../hosts/hostfile.js";
import { formatLine, parseLine } from "../lines.js";
import type { RankMessage } from "../messages.js";
import { explainMpirun } from "./mpirun-failure.js";
import { startMpirun } from "./mpirun.js";
import { watchSilence } from "./silence-watch.js";

export interface LaunchOptions {
  plan: GroupPlan;
  onEvent?: (event: RunEvent) => void;
  /** Ends the group within 2 s; `launchGroup` then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Told the process id of mpirun, for tests that hurt the group. */
  onStart?: (mpirun: number) => void;
}

/** What rank 0 said last of all that is no event. */
type Last = Extract<RankMessage, { type: "summary" | "error" }> | null;

/**
 * Launches a group, hands rank 0 its work, and hears it. Resolves with rank 0's last word where the group ended in order, or hung after its last word;
 * rejects with one that says which rank or host died, or with rank 0's own error.
 */
async function runGroup(
  work: Job | Job[],
  speech: SpeechConfig,
  { plan, onStart, signal }: Pick<LaunchOptions, "plan" | "onStart" | "signal">,
  hear: (message: RankMessage) => void,
): Promise<Last> {
  signal?.throwIfAborted();
  const mpirun = await startMpirun(plan, "rank-main", speech);
  let outcome: Last = null;
  let silent: string | null = null;
  if (mpirun.pid !== null) onStart?.(mpirun.pid);
  mpirun.stdin.write(formatLine(work));
  const watch = watchSilence(plan.ranks, (rank, seconds) => {
    silent = `rank ${rank} of the process group has said nothing for ${seconds} s`;
    mpirun.kill();
  });
  createInterface({ input: mpirun.stdout }).on("line", (line) => {
    const message = parseLine<RankMessage>(line);
    if (!message) return;
    if (message.type === "alive") return watch.heard(message.rank);
    // Before their first word ranks get more time: now all have their engines.
    if ((message.type === "event" || message.type === "job-event") && message.event.type === "ready") watch.heardAll();
    if (message.type === "summary" || message.type === "error") outcome = message;
    else hear(message);
  });
  signal?.addEventListener("abort", mpirun.stop, { once: true });
  try {
    const { code, signal: endedBy, hung, complaints } = await mpirun.ended;
    silent ??= hung;
    signal?.throwIfAborted();
    const last = outcome as Last;
    if (last?.type === "error") throw new SisterError(last.message, { exitCode: last.exitCode });
    // An mpirun that hangs after the job was done (it can, inside PMIx) takes nothing of it back.
    if (code === 0 || (last?.type === "summary" && silent !== null)) return last;
    throw new SisterError(explainMpirun(complaints, code, endedBy, silent));
  } finally {
    watch.stop();
    signal?.removeEventListener("abort", mpirun.stop);
  }
}

/**
 * Runs one job in a group of its own: launches mpirun, hands rank 0 the job, reports its events, resolves with its summary. Rejects with
 * rank 0's own error, or, when a rank or host died, with one that says which; finished segments are kept in either case.
 */
export async function launchGroup(job: Job, options: LaunchOptions): Promise<JobSummary> {
  const work = { ...job, devices: devicesOf(options.plan.hosts) };
  const last = await runGroup(work, job.speech, options, (message) => {
    if (message.type === "event") options.onEvent?.(message.event);
  });
  if (last?.type === "summary") return last.summary;
  throw new SisterError("the process group ended without a word: run the same command again");
}

/**
 * Runs several jobs, which differ in their files alone, one after another in one group. What comes of each goes to `onOutcome`; a job during which the
 * group dies has failed, and another group does those after it. Rejects where the group cannot begin at all.
 */
export async function launchGroupForList(
  jobs: readonly Job[],
  { onEvent, onOutcome, ...options }: Omit<LaunchOptions, "onEvent"> & JobListOptions,
): Promise<void> {
  const devices = devicesOf(options.plan.hosts);
  for (let next = 0; next < jobs.length;) {
    const from = next;
    const work = jobs.slice(from).map((job) => ({ ...job, devices }));
    let begun = false;
    const told: Promise<void>[] = [];
    try {
      await runGroup(work, (work[0] as Job).speech, options, (message) => {
        if (message.type === "job-event") {
          begun = true;
          onEvent?.(message.event, from + message.job);
        } else if (message.type === "outcome") {
          begun = true;
          next = from + message.job + 1;
          told.push(Promise.resolve(onOutcome(message.outcome, from + message.job)));
        }
      });
      // Every job was answered, or something is wrong that another group would not mend.
      if (next < jobs.length)
        throw new SisterError("the process group ended before its work: run the same command again");
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!begun || next >= jobs.length) {
        if (next < jobs.length) throw error;
        break;
      }
      told.push(Promise.resolve(onOutcome(failureOf(error), next)));
      next += 1;
    } finally {
      await Promise.all(told);
    }
  }
}
