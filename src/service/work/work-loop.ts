/** Takes jobs from the queue and runs them. */
import { CANCEL_CHANNEL, WORK_CHANNEL, type JobRoute } from "../../store/jobs/jobs.js";
import { handBack, renewLeases, takeJob, type Lease } from "../../store/jobs/leases.js";
import { LeaseLost } from "../../store/leases/lease.js";
import { LeaseLoop } from "./lease-loop.js";
import type { Perform } from "./perform.js";
import { runLeased, type WorkContext } from "./run-job.js";

/** Jobs of one route, and how they are done. */
export interface Lane {
  route: JobRoute;
  /** Takes jobs of the group only if no group is alive. */
  fallback?: boolean;
  /** How many may run at once, at the moment. */
  slots: () => number;
  perform: Perform;
}

/**
 * @example
 * const lanes = [{ route: "local", slots: () => 2, perform: performLocally }];
 * const loop = workLoop({ database, folder, cache, speech, durationMost, counters, warn, lanes });
 * await loop.start();
 * await loop.stop(); // unfinished jobs go back to the queue
 */
export function workLoop({ lanes, ...context }: WorkContext & { lanes: readonly Lane[] }): LeaseLoop<Lease> {
  const { database, warn } = context;
  return new LeaseLoop<Lease>({
    database,
    warn,
    nameOf: ({ job }) => `job ${job.id}`,
    lanes: lanes.map(({ route, fallback = false, slots, perform }) => ({
      slots,
      take: (holder) => takeJob(database, { holder, route, fallback }),
      run: (lease, signal) => runLeased(context, perform, lease, signal),
    })),
    wakeChannel: WORK_CHANNEL,
    endChannel: CANCEL_CHANNEL,
    endKeyOf: ({ job }) => job.id,
    lostOf: ({ job }) => new LeaseLost(job.id),
    renew: (leases) => renewLeases(database, leases),
    handBack: (lease) => handBack(database, lease),
  });
}
