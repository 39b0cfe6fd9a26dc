/** The program of a rank that `launchGroup` starts under mpirun. Rank 0 takes the job from standard input and reports on standard output. */
import "./preload-speech.js";
import { createInterface } from "node:readline";
import { abort } from "../mpi/index.js";
import { messageOf, SisterError } from "../errors.js";
import type { Job } from "../pipeline/job.js";
import { parseLine, say, sayAlive } from "./lines.js";
import type { RankMessage } from "./messages.js";
import { rankOf, runInGroup } from "./run-in-group.js";

const report = (message: RankMessage): Promise<void> => say(message);

let finished = false;

/** The first line of standard input. Its end, before the job is done, means that the launcher is gone: the group ends with it. */
function jobFromLauncher(): Promise<Job> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin });
    lines.once("line", (line) => {
      const job = parseLine<Job>(line);
      if (job) resolve(job);
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
  const summary = await runInGroup(jobFromLauncher, { onEvent: (event) => void report({ type: "event", event }) });
  finished = true;
  if (summary) await report({ type: "summary", summary });
  process.exit(0);
} catch (error) {
  finished = true;
  const exitCode = error instanceof SisterError ? error.exitCode : 1;
  if (!(error instanceof SisterError)) console.error(error);
  await report({ type: "error", message: messageOf(error), exitCode });
  // Not 0: ranks that are still at work have to end too, and mpirun sees to that.
  process.exit(exitCode);
}
