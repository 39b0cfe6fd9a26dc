/**
 * The supervisor of a process group. It takes jobs and burns of the group from the queue, has the group do them, and
 * writes the results.
 */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { messageOf } from "../../errors.js";
import { GroupKeeper } from "../../group/launcher/group-keeper.js";
import { ATTEMPTS } from "../../pipeline/job.js";
import { forgetGroup, noteGroup } from "../../store/servers/groups.js";
import { performInGroup } from "./perform.js";
import { groupRenders, renderLoop } from "../renders/render-loop.js";
import type { WorkContext } from "./run-job.js";
import { workLoop } from "./work-loop.js";

export interface SupervisorOptions extends WorkContext {
  /** Null: only this machine. */
  hostfile: string | null;
  /** Number of ranks, if there is no hostfile. Null: one for each core. */
  ranks: number | null;
  note: (message: string) => void;
}

export interface Supervisor {
  readonly group: GroupKeeper;
  /** Hands unfinished jobs and renders back, ends the group. */
  stop(): Promise<void>;
}

/** Time between two reports that the group is alive, in milliseconds. */
const REPORT_MS = 5000;
/**
 * Jobs at once: one for each rank, so that no rank is idle at the end of a job, within limits of memory and decoding.
 */
const JOBS = { least: 3, most: 16 };

export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { database, speech, hostfile, ranks, note, warn } = options;
  const id = randomUUID();
  const report = async (): Promise<void> => {
    try {
      if (group.ranks) await noteGroup(database, { id, host: hostname(), ranks: group.ranks, holder: loop.holder });
    } catch (error) {
      warn(`the supervisor cannot report to the database that the group is alive: ${messageOf(error)}`, error);
    }
  };
  const group = new GroupKeeper({
    hostfile,
    ranks,
    spec: { speech: speech.config, language: "en", attempts: ATTEMPTS },
    note,
    onChange: () => {
      // The group gets renders only when the database knows of it.
      void report().then(() => renders.look());
      loop.look();
    },
  });
  const slots = (): number => (group.ranks ? Math.min(JOBS.most, Math.max(JOBS.least, group.ranks.length)) : 0);
  const loop = workLoop({ ...options, lanes: [{ route: "group", slots, perform: performInGroup(group) }] });
  const renders = renderLoop(options, groupRenders(group, warn));
  await loop.start();
  await renders.start();
  group.start();
  const timer = setInterval(() => void report(), REPORT_MS);
  return {
    group,
    stop: async () => {
      clearInterval(timer);
      await Promise.all([loop.stop(), renders.stop()]);
      await group.stop();
      await forgetGroup(database, id).catch(() => undefined);
    },
  };
}
