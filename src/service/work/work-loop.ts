/** Jobs, taken and done. */
import { CANCEL_CHANNEL, WORK_CHANNEL, type JobRoute } from "../../store/jobs/jobs.js";
import { handBack, renewLeases, takeJob, type Lease } from "../../store/jobs/leases.js";
import { LeaseLost } from "../../store/leases/lease.js";
import { LeaseLoop } from "./lease-loop.js";
import type { Perform } from "./perform.js";
import { runLeased, type WorkContext } from "./run-job.js";

/** Jobs of one route, and those who do them. */
export interface Lane {
  route: JobRoute;
  /** Jobs of the group where no group is alive. */
  fallback?: boolean;
  /** How many are done at once, at the moment. */
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
export function workLoop({ lanes, ...around }: WorkContext & { lanes: readonly Lane[] }): LeaseLoop<Lease> {
  const { database, warn } = around;
  return new LeaseLoop<Lease>({
    database,
    warn,
    nameOf: ({ job }) => `job ${job.id}`,
    lanes: lanes.map(({ route, fallback = false, slots, perform }) => ({
      slots,
      take: (holder) => takeJob(database, { holder, route, fallback }),
      run: (lease, signal) => runLeased(around, perform, lease, signal),
    })),
    wakeChannel: WORK_CHANNEL,
    endChannel: CANCEL_CHANNEL,
    endKeyOf: ({ job }) => job.id,
    lostOf: ({ job }) => new LeaseLost(job.id),
    renew: (leases) => renewLeases(database, leases),
    handBack: (lease) => handBack(database, lease),
  });
}
