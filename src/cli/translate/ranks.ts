/** The ranks of `sister translate`: in a group that it launches, or, for short videos, in this process. */
import { availableParallelism } from "node:os";
import type { GroupPlan } from "../../group/hosts/group-plan.js";
import { inLaunchedGroup } from "../../group/launcher/command-group.js";
import { runInPool, type JobRunner } from "../../pipeline/job-runner.js";
import { enginesFor, InProcessTransport } from "../../pipeline/ranks/in-process-transport.js";
import type { WorkSpec } from "../../pipeline/ranks/task.js";
import type { ProgressDisplay } from "../terminal/progress.js";

/** Seconds. A video that is not longer is not worth the start of a process group. */
const GROUP_THRESHOLD = 60;

export interface RanksOptions {
  plan: GroupPlan;
  /** Whether the user asked for ranks or hosts: then even a short video gets a group. */
  wantsGroup: boolean;
  /** Seconds of the longest video. */
  seconds: number;
  spec: WorkSpec;
  display: ProgressDisplay;
  signal: AbortSignal;
}

/** Does work with ranks that are started for it, and ends them. */
export async function withRanks<Result>(
  { plan, wantsGroup, seconds, spec, display, signal }: RanksOptions,
  work: (runner: JobRunner) => Promise<Result>,
): Promise<Result> {
  if (wantsGroup || seconds > GROUP_THRESHOLD) {
    if (plan.oversubscribed) {
      display.note(
        `${plan.ranks} ranks on ${availableParallelism()} cores: oversubscribed; waiting ranks yield to working ones`,
      );
    }
    return inLaunchedGroup({ plan, spec, signal }, work);
  }
  const transport = new InProcessTransport(enginesFor(seconds));
  try {
    // A single pass uses all cores of this machine.
    return await runInPool(transport, spec, (runner) =>
      work({
        ready: () => runner.ready(),
        run: (prepared, options) => runner.run(prepared, options),
        burn: () => Promise.resolve({ pieces: 0, problem: null }),
      }),
    );
  } finally {
    await transport.dispose();
  }
}
