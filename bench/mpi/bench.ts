/** The binding compared with C and mpi4py: ping-pong, collectives, objects, and the cost of waiting. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Row } from "../row.js";
import { compareCollectives } from "./compare-collectives.js";
import { compareObjects } from "./compare-objects.js";
import { comparePingpong } from "./compare-pingpong.js";
import { measureIdle, measureOutstanding, measureOverlap, measureTimers } from "./waiting.js";
import { setUpWorkbench } from "./workbench.js";

export async function benchMpi(bench: Bench): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "sister-bench-"));
  try {
    const workbench = await setUpWorkbench(bench, folder);
    const rows: Row[] = [];
    for (const part of [
      comparePingpong,
      compareCollectives,
      compareObjects,
      measureIdle,
      measureTimers,
      measureOutstanding,
      measureOverlap,
    ]) {
      const measured = await part(workbench);
      for (const { name, measured: value, unit, detail } of measured)
        bench.say(`${name}: ${value.toFixed(2)} ${unit}; ${detail}`);
      rows.push(...measured);
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
