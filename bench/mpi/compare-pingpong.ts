/** Ping-pong of two ranks: blocking and promise forms compared with C, and the blocking form with mpi4py. */
import { typescript } from "../launch.js";
import type { Row } from "../row.js";
import { alternate, missingRow, ratioRow, type Program } from "./alternating.js";
import { NO_MPI4PY, pythonProgram } from "./mpi4py.js";
import { C, LARGE_PAGES, MPI4PY, OURS, SMALL_PAGES, type Workbench } from "./workbench.js";

/** From 64 KiB on the bars are a few per cent, so there are many runs, and neighbouring runs are compared. */
const RUNS = 15;

const SIZES = [
  { bytes: 1, label: "1 B", rounds: 2000, batches: 200, blocking: 1.5, promise: 12 },
  { bytes: 1024, label: "1 KiB", rounds: 1000, batches: 200, blocking: 1.5, promise: 12 },
  { bytes: 65_536, label: "64 KiB", rounds: 100, batches: 200, blocking: 1.03, promise: 1.5 },
  { bytes: 1_048_576, label: "1 MiB", rounds: 10, batches: 150, blocking: 1.03, promise: 1.05 },
  { bytes: 16_777_216, label: "16 MiB", rounds: 1, batches: 80, blocking: 1.03, promise: 1.05 },
];
type Sizes = typeof SIZES;
const LARGEST = SIZES.slice(-1);
/** The groups are separate, so that a turn of the small sizes is short and more likely to run at one pace. */
const GROUPS = [SIZES.slice(0, 3), SIZES.slice(3)];

const C_LARGE = "C in 2 MiB pages";
const OURS_LARGE = "sister/mpi in 2 MiB pages";
const MPI4PY_AS_IT_COMES = "mpi4py in 2 MiB pages";

function cases(name: string, sizes: Sizes): string[] {
  return sizes.map(({ bytes, rounds, batches }) => [name, bytes, rounds, batches].join(","));
}

export async function comparePingpong(workbench: Workbench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const sizes of GROUPS) rows.push(...(await compare(workbench, sizes)));
  return rows;
}

/** The programs that run in turn for these sizes. If the largest size is among them, also with pages of 2 MiB. */
function programsFor({ python, compiled }: Workbench, sizes: Sizes): Program[] {
  const ours = new URL("./programs/pingpong.ts", import.meta.url);
  const theirs = new URL("./programs/pingpong.py", import.meta.url);
  const c = compiled("pingpong");
  const both = sizes.flatMap((size) => [...cases("blocking", [size]), ...cases("promise", [size])]);
  const programs: Program[] = [
    { label: C, command: [c, ...cases("blocking", sizes)] },
    { label: OURS, command: typescript(ours, ...both) },
  ];
  if (python) {
    const command = pythonProgram(python, theirs, ...cases("blocking", sizes));
    programs.push({ label: MPI4PY, command, env: SMALL_PAGES });
  }
  if (!LARGEST.every((size) => sizes.includes(size))) return programs;
  const largest = cases("blocking", LARGEST);
  programs.push(
    { label: C_LARGE, command: [c, ...largest], env: LARGE_PAGES },
    { label: OURS_LARGE, command: typescript(ours, ...largest), env: LARGE_PAGES },
  );
  if (python) programs.push({ label: MPI4PY_AS_IT_COMES, command: pythonProgram(python, theirs, ...largest) });
  return programs;
}

async function compare(workbench: Workbench, sizes: Sizes): Promise<Row[]> {
  const { python, bindTo, say } = workbench;
  const runs = workbench.runs ?? RUNS;
  const figures = await alternate(programsFor(workbench, sizes), { count: 2, runs, bindTo, say, steady: true });

  const rows: Row[] = [];
  for (const form of ["blocking", "promise"] as const) {
    for (const { bytes, label, [form]: bar } of sizes) {
      const of = { label: OURS, case: `${form},${bytes}` };
      const to = { label: C, case: `blocking,${bytes}` };
      rows.push(ratioRow(figures, of, to, { name: `${form} ping-pong to C, ${label}`, bar }));
    }
  }
  for (const { bytes, label } of sizes) {
    const one = `blocking,${bytes}`;
    const name = `blocking ping-pong to mpi4py, ${label}`;
    rows.push(
      python
        ? ratioRow(figures, { label: OURS, case: one }, { label: MPI4PY, case: one }, { name, bar: 1 })
        : missingRow(name, 1, NO_MPI4PY),
    );
  }
  const largest = LARGEST.find((size) => sizes.includes(size));
  if (!largest) return rows;
  const one = `blocking,${largest.bytes}`;
  const large = "blocking ping-pong in 2 MiB pages to C, 16 MiB";
  rows.push(
    ratioRow(figures, { label: OURS_LARGE, case: one }, { label: C_LARGE, case: one }, { name: large, bar: null }),
  );
  if (python) {
    const name = "blocking ping-pong to mpi4py as it comes, 16 MiB";
    const to = { label: MPI4PY_AS_IT_COMES, case: one };
    rows.push(ratioRow(figures, { label: OURS, case: one }, to, { name, bar: null }));
  }
  return rows;
}
