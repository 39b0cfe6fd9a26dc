/** Takes renders from the queue and makes them. */
import { availableParallelism } from "node:os";
import type { GroupKeeper } from "../../group/launcher/group-keeper.js";
import { REMOVED_CHANNEL } from "../../store/jobs/jobs.js";
import { LeaseLost } from "../../store/leases/lease.js";
import {
  handBackRender,
  renewRenders,
  takeRender,
  type RenderLease,
  type RenderMaker,
} from "../../store/renders/render-leases.js";
import { RENDER_CHANNEL, type RenderKind } from "../../store/renders/renders.js";
import { LeaseLoop } from "../work/lease-loop.js";
import { burnInGroup, burnLocally, type PerformBurn } from "./perform-burn.js";
import { runRender, type RenderContext } from "./run-render.js";

/** Renders of one kind, and how they are made. */
export interface RenderLane {
  kind: RenderKind;
  maker: RenderMaker;
  /** How many may be in work at once, at the moment. */
  slots: () => number;
  burn: PerformBurn;
}

/**
 * Renders that a server makes itself. A burn can use about four cores. A mux only copies, and must not wait for hours
 * behind a burn.
 */
export const SERVER_RENDERS: readonly RenderLane[] = [
  { kind: "mux", maker: "server", slots: () => 2, burn: burnLocally },
  {
    kind: "burn",
    maker: "server",
    slots: () => Math.max(1, Math.floor(availableParallelism() / 4)),
    burn: burnLocally,
  },
  // A person waits in front of an empty player meanwhile.
  { kind: "remux", maker: "server", slots: () => 2, burn: burnLocally },
  {
    kind: "transcode",
    maker: "server",
    slots: () => Math.max(1, Math.floor(availableParallelism() / 4)),
    burn: burnLocally,
  },
];

/** Burns of long videos, over the ranks of a group: two, so that pieces of one are encoded while the other is planned or joined. */
export function groupRenders(group: GroupKeeper, warn: (message: string) => void): RenderLane[] {
  return [{ kind: "burn", maker: "group", slots: () => (group.ranks ? 2 : 0), burn: burnInGroup(group, warn) }];
}

/**
 * @example
 * const loop = renderLoop({ database, folder, warn }, SERVER_RENDERS);
 * await loop.start();
 * await loop.stop(); // unfinished renders go back to the queue
 */
export function renderLoop(context: RenderContext, lanes: readonly RenderLane[]): LeaseLoop<RenderLease> {
  const { database, warn } = context;
  return new LeaseLoop<RenderLease>({
    database,
    warn,
    nameOf: ({ render }) => `render ${render.id}`,
    lanes: lanes.map(({ kind, maker, slots, burn }) => ({
      slots,
      take: (holder) => takeRender(database, { holder, kind, maker }),
      run: (lease, signal) => runRender(context, burn, lease, signal),
    })),
    wakeChannel: RENDER_CHANNEL,
    endChannel: REMOVED_CHANNEL,
    endKeyOf: ({ render }) => render.job,
    lostOf: ({ render }) => new LeaseLost(render.job, `render ${render.id}`),
    renew: (leases) => renewRenders(database, leases),
    handBack: (lease) => handBackRender(database, lease),
  });
}
