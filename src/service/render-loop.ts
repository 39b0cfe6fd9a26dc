/** Renders, taken and made. */
import { availableParallelism } from "node:os";
import { REMOVED_CHANNEL } from "../store/jobs.js";
import { LeaseLost } from "../store/leases.js";
import { handBackRender, renewRender, takeRender, type RenderLease } from "../store/render-leases.js";
import { RENDER_CHANNEL, type RenderKind } from "../store/renders.js";
import { LeaseLoop } from "./lease-loop.js";
import { runRender, type RenderSurroundings } from "./run-render.js";

/** One burn has use for some four cores; a mux copies, and is not to wait for hours behind a burn. */
const SLOTS: readonly (readonly [RenderKind, number])[] = [
  ["mux", 2],
  ["burn", Math.max(1, Math.floor(availableParallelism() / 4))],
];

/**
 * @example
 * const loop = renderLoop({ database, folder, warn });
 * await loop.start();
 * await loop.stop(); // unfinished renders go back to the queue
 */
export function renderLoop(around: RenderSurroundings): LeaseLoop<RenderLease> {
  const { database, warn } = around;
  return new LeaseLoop<RenderLease>({
    database,
    warn,
    nameOf: ({ render }) => `render ${render.id}`,
    lanes: SLOTS.map(([kind, most]) => ({
      slots: () => most,
      take: (holder) => takeRender(database, { holder, kind }),
      run: (lease, signal) => runRender(around, lease, signal),
    })),
    wakeChannel: RENDER_CHANNEL,
    endChannel: REMOVED_CHANNEL,
    endKeyOf: ({ render }) => render.job,
    lostOf: ({ render }) => new LeaseLost(render.job, `render ${render.id}`),
    renew: async (leases) => {
      const kept = await Promise.all(leases.map((lease) => renewRender(database, lease)));
      return leases.filter((_, i) => !kept[i]);
    },
    handBack: (lease) => handBackRender(database, lease),
  });
}
