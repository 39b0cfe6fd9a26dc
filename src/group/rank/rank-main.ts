/**
 * The program of a rank that `launchGroup` or `launchGroupForList` starts under mpirun. Rank 0 takes the job, or the list of jobs, from standard input
 * and reports on standard output.
 */
import "./preload-speech.js";
import { createInterface } from "node:readline";
import { abort } from "../../mpi/index.js";
import { messageOf, SisterError } from "../../errors.js";
import type { Job, RunEvent } from "../../pipeline/job.js";
import { parseLine, say, sayAlive } from "../lines.js";
import type { RankMessage } from "../messages.js";
import { rankOf, runInGroup, runListInGroup } from "./run-in-group.js";

const report = (message: RankMessage): Promise<void> => say(message);

let finished = false;

/** The first line of standard input. Its end, before the job is done, means that the launcher is gone: the group ends with it. */
function workFromLauncher(): Promise<Job | Job[]> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin });
    lines.once("line", (line) => {
      const work = parseLine<Job | Job[]>(line);
      if (work) resolve(work);
      else reject(new Error("the launcher's first line is no job"));
    });
    lines.once("close", () => {
      if (finished) return;
      reject(new Error("the launcher gave no job"));
      abort(1);
    });
  });
}

sayAlive(rankOf(process.env));

try {
  // Which of both, rank 0 alone knows; the others follow it in the same way.
  const work = rankOf(process.env) === 0 ? await workFromLauncher() : [];
  if (Array.isArray(work)) {
    await runListInGroup(() => Promise.resolve(work), {
      onEvent: (event, job) => void report({ type: "job-event", job, event }),
      onOutcome: (outcome, job) => report({ type: "outcome", job, outcome }),
    });
    finished = true;
  } else {
    const onEvent = (event: RunEvent): void => void report({ type: "event", event });
    const summary = await runInGroup(() => Promise.resolve(work), { onEvent });
    finished = true;
    if (summary) await report({ type: "summary", summary });
  }
  process.exit(0);
} catch (error) {
  finished = true;
  const exitCode = error instanceof SisterError ? error.exitCode : 1;
  if (!(error instanceof SisterError)) console.error(error);
  await report({ type: "error", message: messageOf(error), exitCode });
  // Not 0: ranks that are still at work have to end too, and mpirun sees to that.
  process.exit(exitCode);
}
