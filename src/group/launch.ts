/** Launches a process group with mpirun for one job, and follows it from outside MPI. */
import { createInterface } from "node:readline";
import { SisterError } from "../errors.js";
import type { Job, JobSummary, RunEvent } from "../pipeline/job.js";
import type { GroupPlan } from "./group-plan.js";
import { devicesOf } from "./hostfile.js";
import { formatLine, parseLine } from "./lines.js";
import type { RankMessage } from "./messages.js";
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

/**
 * Runs one job in a group of its own: launches mpirun, hands rank 0 the job, reports its events, resolves with its summary. Rejects with
 * rank 0's own error, or, when a rank or host died, with one that says which; finished segments are kept in either case.
 */
export async function launchGroup(job: Job, { plan, onEvent, onStart, signal }: LaunchOptions): Promise<JobSummary> {
  signal?.throwIfAborted();
  const mpirun = await startMpirun(plan, "rank-main", job.speech);
  let outcome: Extract<RankMessage, { type: "summary" | "error" }> | null = null;
  let silent: string | null = null;
  if (mpirun.pid !== null) onStart?.(mpirun.pid);
  mpirun.stdin.write(formatLine({ ...job, devices: devicesOf(plan.hosts) } satisfies Job));
  const watch = watchSilence(plan.ranks, (rank, seconds) => {
    silent = `rank ${rank} of the process group has said nothing for ${seconds} s`;
    mpirun.kill();
  });
  createInterface({ input: mpirun.stdout }).on("line", (line) => {
    const message = parseLine<RankMessage>(line);
    if (message?.type === "alive") watch.heard(message.rank);
    else if (message?.type === "event") {
      // Before their first word ranks get more time: now all have their engines.
      if (message.event.type === "ready") watch.heardAll();
      onEvent?.(message.event);
    } else if (message) outcome = message;
  });
  signal?.addEventListener("abort", mpirun.stop, { once: true });
  try {
    const { code, signal: endedBy, hung, complaints } = await mpirun.ended;
    silent ??= hung;
    signal?.throwIfAborted();
    const last = outcome as Extract<RankMessage, { type: "summary" | "error" }> | null;
    // An mpirun that hangs after the job was done (it can, inside PMIx) takes nothing of it back.
    if (last?.type === "summary" && (code === 0 || silent !== null)) return last.summary;
    if (last?.type === "error") throw new SisterError(last.message, { exitCode: last.exitCode });
    throw new SisterError(explainMpirun(complaints, code, endedBy, silent));
  } finally {
    watch.stop();
    signal?.removeEventListener("abort", mpirun.stop);
  }
}
