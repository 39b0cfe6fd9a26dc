/** Ping-pong of two ranks: blocking and promise against C, and blocking against mpi4py. */
import { typescript } from "../launch.js";
import type { Row } from "../row.js";
import { alternate, missingRow, ratioRow, type Program } from "./alternating.js";
import { NO_MPI4PY, pythonProgram } from "./mpi4py.js";
import { C, LARGE_PAGES, MPI4PY, OURS, SMALL_PAGES, type Workbench } from "./workbench.js";

/** The bars of 64 KiB and up are a few per cent: many runs, of which neighbours are compared. */
const RUNS = 15;

const SIZES = [
  { bytes: 1, label: "1 B", rounds: 2000, batches: 200, blocking: 1.5, promise: 12 },
  { bytes: 1024, label: "1 KiB", rounds: 1000, batches: 200, blocking: 1.5, promise: 12 },
  { bytes: 65_536, label: "64 KiB", rounds: 100, batches: 200, blocking: 1.03, promise: 1.5 },
  { bytes: 1_048_576, label: "1 MiB", rounds: 10, batches: 150, blocking: 1.03, promise: 1.05 },
  { bytes: 16_777_216, label: "16 MiB", rounds: 1, batches: 80, blocking: 1.03, promise: 1.05 },
];
const LARGEST = SIZES.slice(-1);

const C_LARGE = "C in 2 MiB pages";
const OURS_LARGE = "sister/mpi in 2 MiB pages";
const MPI4PY_AS_IT_COMES = "mpi4py in 2 MiB pages";

function cases(name: string, sizes: typeof SIZES): string[] {
  return sizes.map(({ bytes, rounds, batches }) => [name, bytes, rounds, batches].join(","));
}

export async function comparePingpong(workbench: Workbench): Promise<Row[]> {
  const { python, bindTo, say } = workbench;
  const ours = new URL("./pingpong.ts", import.meta.url);
  const theirs = new URL("./pingpong.py", import.meta.url);
  const c = workbench.compiled("pingpong");
  const both = SIZES.flatMap((size) => [...cases("blocking", [size]), ...cases("promise", [size])]);
  const programs: Program[] = [
    { label: C, command: [c, ...cases("blocking", SIZES)] },
    { label: OURS, command: typescript(ours, ...both) },
    { label: C_LARGE, command: [c, ...cases("blocking", LARGEST)], env: LARGE_PAGES },
    { label: OURS_LARGE, command: typescript(ours, ...cases("blocking", LARGEST)), env: LARGE_PAGES },
  ];
  if (python) {
    const small = pythonProgram(python, theirs, ...cases("blocking", SIZES));
    programs.splice(2, 0, { label: MPI4PY, command: small, env: SMALL_PAGES });
    programs.push({ label: MPI4PY_AS_IT_COMES, command: pythonProgram(python, theirs, ...cases("blocking", LARGEST)) });
  }
  const figures = await alternate(programs, { count: 2, runs: workbench.runs ?? RUNS, bindTo, say });

  const rows: Row[] = [];
  for (const form of ["blocking", "promise"] as const) {
    for (const { bytes, label, [form]: bar } of SIZES) {
      const of = { label: OURS, case: `${form},${bytes}` };
      const to = { label: C, case: `blocking,${bytes}` };
      rows.push(ratioRow(figures, of, to, { name: `${form} ping-pong to C, ${label}`, bar }));
    }
  }
  for (const { bytes, label } of SIZES) {
    const one = `blocking,${bytes}`;
    const name = `blocking ping-pong to mpi4py, ${label}`;
    rows.push(
      python
        ? ratioRow(figures, { label: OURS, case: one }, { label: MPI4PY, case: one }, { name, bar: 1 })
        : missingRow(name, 1, NO_MPI4PY),
    );
  }
  const one = `blocking,${LARGEST[0]?.bytes}`;
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
