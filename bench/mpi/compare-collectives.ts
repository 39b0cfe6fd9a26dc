/** Blocking collectives compared with mpi4py's buffer forms and with C. */
import { typescript } from "../launch.js";
import type { Row } from "../row.js";
import { alternate, missingRow, ratioRow, timesOf, type Program } from "./alternating.js";
import { NO_MPI4PY, pythonProgram } from "./mpi4py.js";
import { C, MPI4PY, OURS, SMALL_PAGES, type Workbench } from "./workbench.js";

const RUNS = 15;
const NAMES = ["bcast", "scatter", "gather", "allreduce"];
const SIZES = [
  { doubles: 1024, label: "1 Ki doubles", rounds: 200, batches: 100 },
  { doubles: 1_048_576, label: "1 Mi doubles", rounds: 1, batches: 60 },
];
type Size = (typeof SIZES)[number];
const LARGE = SIZES[1];
/** Equal, within the precision of a quiet machine. */
const BAR = 1.05;
const MPI4PY_AS_IT_COMES = "mpi4py in 2 MiB pages";

/** `share`: the part of the batches that run if ranks wait for cores, where a round takes ten times as long. */
function cases({ doubles, rounds, batches }: Size, share: number): string[] {
  return NAMES.map((name) => [name, doubles, rounds, Math.round(batches * share)].join(","));
}

export async function compareCollectives(workbench: Workbench): Promise<Row[]> {
  workbench.note(
    "Collectives: the counts are those of one rank's part; the root rotates, so that no rank runs ahead of the others.",
  );
  const rows: Row[] = [];
  for (const count of [2, 4] as const) {
    // Small and large sizes are separate, so that a turn of the small ones is short and more likely to run at one pace.
    for (const size of SIZES) rows.push(...(await compare(workbench, count, size)));
  }
  return rows;
}

async function compare(workbench: Workbench, count: 2 | 4, size: Size): Promise<Row[]> {
  const { python, say } = workbench;
  const theirs = new URL("./programs/collectives.py", import.meta.url);
  const asItComes = count === 2 && size === LARGE;
  const all = cases(size, count === 2 ? 1 : 0.4);
  const programs: Program[] = [
    { label: C, command: [workbench.compiled("collectives"), ...all] },
    { label: OURS, command: typescript(new URL("./programs/collectives.ts", import.meta.url), ...all) },
  ];
  if (python) {
    programs.push({ label: MPI4PY, command: pythonProgram(python, theirs, ...all), env: SMALL_PAGES });
    if (asItComes) programs.push({ label: MPI4PY_AS_IT_COMES, command: pythonProgram(python, theirs, ...all) });
  }
  // If there are more ranks than cores, each rank runs on any free core.
  const bindTo = count === 2 ? workbench.bindTo : "none";
  const runs = workbench.runs ?? RUNS;
  // Rows with a bar are compared at one pace. Four ranks on two cores never have a bar.
  const figures = await alternate(programs, { count, runs, bindTo, say, steady: count === 2 });

  const { doubles, label } = size;
  const row = (name: string, to: string, bar: number | null, kind: string): Row => {
    const ours = { label: OURS, case: `${name},${doubles}` };
    const c = { label: C, case: ours.case };
    const title = `${name} of ${count} ranks to ${kind}, ${label}`;
    const toC = ratioRow(figures, ours, c, { name: title, bar: null });
    if (!python) return missingRow(title, bar, `${NO_MPI4PY}. ${toC.measured.toFixed(2)}x of C: ${toC.detail}`);
    const measured = ratioRow(figures, ours, { label: to, case: ours.case }, { name: title, bar });
    return { ...measured, detail: `${measured.detail}; ${toC.measured.toFixed(2)}x of ${timesOf(figures, c)}` };
  };
  const rows = NAMES.map((name) => row(name, MPI4PY, count === 2 ? BAR : null, "mpi4py"));
  if (!python || !asItComes) return rows;
  return [...rows, ...NAMES.map((name) => row(name, MPI4PY_AS_IT_COMES, null, "mpi4py as it comes"))];
}
