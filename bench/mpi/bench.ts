/** The binding against C: ping-pong in alternating runs, and the cost of waiting. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { output, ranks, typescript } from "../launch.js";
import { median, spread, type Row } from "../row.js";

/** Runs of each program; C, blocking and promise in turn, so that a slow minute of the machine meets all. */
const RUNS = 15;

const SIZES = [
  { bytes: 1, label: "1 B", rounds: 1_000_000, sync: 2, promise: 20 },
  { bytes: 1024, label: "1 KiB", rounds: 500_000, sync: null, promise: null },
  { bytes: 65_536, label: "64 KiB", rounds: 20_000, sync: null, promise: null },
  { bytes: 1_048_576, label: "1 MiB", rounds: 4000, sync: 1.05, promise: 1.1 },
];

export async function benchMpi(say: (line: string) => void): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "sister-bench-"));
  const rows: Row[] = [];
  try {
    const c = join(folder, "pingpong");
    await output("mpicc", ["-O2", fileURLToPath(new URL("./pingpong.c", import.meta.url)), "-o", c]);
    const ours = new URL("./pingpong.ts", import.meta.url);
    for (const { bytes, label, rounds, sync, promise } of SIZES) {
      const times: Record<"c" | "sync" | "promise", number[]> = { c: [], sync: [], promise: [] };
      for (let run = 0; run < RUNS; run++) {
        const args = [String(bytes), String(rounds)];
        times.c.push(Number(await ranks(2, [c, ...args])));
        times.sync.push(Number(await ranks(2, typescript(ours, "sync", ...args))));
        times.promise.push(Number(await ranks(2, typescript(ours, "promise", ...args))));
      }
      const limit = median(times.c);
      for (const [form, bar] of [
        ["sync", sync],
        ["promise", promise],
      ] as const) {
        const detail = `${median(times[form]).toFixed(2)} us (${spread(times[form])}) to C's ${limit.toFixed(2)} us (${spread(times.c)}), one way, ${RUNS} alternating runs`;
        const name = `${form === "sync" ? "blocking" : "promise"} ping-pong to C, ${label}`;
        say(`${name}: ${(median(times[form]) / limit).toFixed(2)}x; ${detail}`);
        if (bar !== null)
          rows.push({ name, measured: median(times[form]) / limit, bar, better: "less", unit: "x", detail });
      }
    }
    const idle: number[] = [];
    for (let run = 0; run < 3; run++)
      idle.push(100 * Number(await ranks(2, typescript(new URL("./idle.ts", import.meta.url)))));
    rows.push({
      name: "CPU of a rank with one receive outstanding for 5 s",
      measured: median(idle),
      bar: 5,
      better: "less",
      unit: "% of a core",
      detail: `${spread(idle)}, 3 runs`,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}
