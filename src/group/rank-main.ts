/** The program of a rank that `launchGroup` starts under mpirun. Rank 0 takes the job from standard input and reports on standard output. */
import { createInterface } from "node:readline";
import { abort } from "../mpi/index.js";
import { messageOf, SisterError } from "../errors.js";
import type { Job } from "../pipeline/job.js";
import { formatMessage, parseJob, type RankMessage } from "./messages.js";
import { runInGroup } from "./run-in-group.js";

/** Writes a message; resolves when it has left, so that an exit right after loses nothing. */
function say(message: RankMessage): Promise<void> {
  return new Promise((resolve) => process.stdout.write(formatMessage(message), () => resolve()));
}

let finished = false;

/** The first line of standard input. Its end, before the job is done, means that the launcher is gone: the group ends with it. */
function jobFromLauncher(): Promise<Job> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin });
    lines.once("line", (line) => resolve(parseJob(line)));
    lines.once("close", () => {
      if (finished) return;
      reject(new Error("the launcher gave no job"));
      abort(1);
    });
  });
}

/** How often rank 0 says that it lives, in milliseconds. */
const HEARTBEAT = 1000;
/** All ranks may do it: mpirun forwards what each writes, and the launcher asks for no more than one. */
setInterval(() => void say({ type: "alive" }), HEARTBEAT).unref();

try {
  const summary = await runInGroup(jobFromLauncher, { onEvent: (event) => void say({ type: "event", event }) });
  finished = true;
  if (summary) await say({ type: "summary", summary });
  process.exit(0);
} catch (error) {
  finished = true;
  const exitCode = error instanceof SisterError ? error.exitCode : 1;
  if (!(error instanceof SisterError)) console.error(error);
  await say({ type: "error", message: messageOf(error), exitCode });
  // Not 0: ranks that are still at work have to end too, and mpirun sees to that.
  process.exit(exitCode);
}
