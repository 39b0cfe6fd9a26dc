/** The supervisor of a process group: takes the queue's jobs of the group, and burns of long videos, has the group do them, keeps what it hears. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { messageOf } from "../../errors.js";
import { KeptGroup } from "../../group/launcher/kept-group.js";
import { forgetGroup, noteGroup } from "../../store/servers/groups.js";
import { performInGroup } from "./perform.js";
import { groupRenders, renderLoop } from "../renders/render-loop.js";
import type { Surroundings } from "./run-job.js";
import { workLoop } from "./work-loop.js";

export interface SupervisorOptions extends Surroundings {
  /** null: this machine alone. */
  hostfile: string | null;
  /** On this machine alone; null: one for each core. */
  ranks: number | null;
  note: (message: string) => void;
}

export interface Supervisor {
  readonly group: KeptGroup;
  /** Hands unfinished jobs and renders back, ends the group. */
  stop(): Promise<void>;
}

/** How often it says that the group is alive, in milliseconds. */
const SAY_MS = 5000;
/** Jobs at once: as many as there are ranks, so that none is idle at the end of one job, within bounds of memory and of decoding. */
const JOBS = { least: 3, most: 16 };
/** Attempts of a segment, before its place is marked as failed. */
const ATTEMPTS = 3;

export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { database, speech, hostfile, ranks, note, warn } = options;
  const id = randomUUID();
  const say = async (): Promise<void> => {
    try {
      if (group.ranks) await noteGroup(database, { id, host: hostname(), ranks: group.ranks, holder: loop.holder });
    } catch (error) {
      warn(`the database cannot be told that the group is alive: ${messageOf(error)}`, error);
    }
  };
  const group = new KeptGroup({
    hostfile,
    ranks,
    spec: { speech: speech.config, language: "en", targets: [], translators: {}, attempts: ATTEMPTS },
    note,
    onChange: () => {
      // Renders are the group's when the database knows of it.
      void say().then(() => renders.look());
      loop.look();
    },
  });
  const slots = (): number => (group.ranks ? Math.min(JOBS.most, Math.max(JOBS.least, group.ranks.length)) : 0);
  const loop = workLoop({ ...options, lanes: [{ route: "group", slots, perform: performInGroup(group) }] });
  const renders = renderLoop(options, groupRenders(group, warn));
  await loop.start();
  await renders.start();
  group.start();
  const timer = setInterval(() => void say(), SAY_MS);
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
