/** What waiting costs, and what of a communication is hidden behind work. */
import { ranks, typescript } from "../launch.js";
import { median, spread, type Row } from "../row.js";
import { alternate, type Figures } from "./alternating.js";
import { C, OURS, type Workbench } from "./workbench.js";

const IDLE_RUNS = 3;
const OVERLAP_RUNS = 9;
const DOUBLES = 2 ** 21;
const WORK_MS = 50;
const TIMES = 15;

export async function measureIdle({ runs, say, bindTo }: Workbench): Promise<Row[]> {
  const idle: number[] = [];
  for (let run = 0; run < Math.min(runs ?? IDLE_RUNS, IDLE_RUNS); run++) {
    const program = typescript(new URL("./idle.ts", import.meta.url));
    idle.push(100 * Number(await ranks(2, program, { bindTo, limitSeconds: 60 })));
    say(`idle: ${idle.at(-1)?.toFixed(2)} %`);
  }
  return [
    {
      name: "CPU of a rank with one receive outstanding for 5 s",
      measured: median(idle),
      bar: 3,
      better: "less",
      unit: "% of a core",
      detail: `${spread(idle)}; runs: ${idle.length}`,
    },
  ];
}

export async function measureOverlap(workbench: Workbench): Promise<Row[]> {
  const { bindTo, say, note } = workbench;
  const args = [DOUBLES, WORK_MS, TIMES].map(String);
  const programs = [
    { label: C, command: [workbench.compiled("overlap"), ...args] },
    { label: OURS, command: typescript(new URL("./overlap.ts", import.meta.url), ...args) },
  ];
  const figures = await alternate(programs, { count: 2, runs: workbench.runs ?? OVERLAP_RUNS, bindTo, say });
  note(
    `Overlap: \`iallreduce\` of 16 MiB beside ${WORK_MS} ms of computing on both ranks. "Over when the work ends" is the part of the communication's ` +
      "own time that nobody waits for afterwards: MPI's progress was made beside the work, by the binding's thread; C makes none but in its own calls. " +
      '"Hidden" is the part by which both together are shorter than one after the other. The two differ by what the thread takes from the work: an ' +
      "allreduce on one host is copying and adding, which needs a core, and with two ranks on two cores that core is the one that computes. " +
      "What can be hidden there is only the time in which a rank alone would wait for the other.",
  );
  return [
    ...shares(figures, OURS, "iallreduce of 16 MiB beside 50 ms of JavaScript"),
    ...shares(figures, C, "the same in C, without a thread"),
  ];
}

function shares(figures: Figures, label: string, name: string): Row[] {
  const [alone, work, both, left] = ["alone", "work", "both", "left"].map((one) =>
    figures.of(label, `${one},${DOUBLES}`),
  );
  if (!alone || !work || !both || !left) return [];
  const percent = (share: (run: number) => number): number[] => alone.map((_, run) => 100 * share(run));
  const at = (list: readonly number[], run: number): number => list[run] ?? Number.NaN;
  const over = percent((run) => 1 - at(left, run) / at(alone, run));
  const hidden = percent((run) => (at(alone, run) + at(work, run) - at(both, run)) / at(alone, run));
  const ms = (list: readonly number[]): string => `${median(list).toFixed(1)} ms`;
  const detail =
    `runs: ${figures.runs}; communication alone ${ms(alone)}, work alone ${ms(work)}, both ${ms(both)}, ` +
    `of which after the work ${ms(left)}`;
  const row = (what: string, values: readonly number[]): Row => ({
    name: `${name}: ${what}`,
    measured: median(values),
    bar: null,
    better: "more",
    unit: "% of the communication",
    detail: `${spread(values, 0)}; ${detail}`,
  });
  return [row("over when the work ends", over), row("hidden", hidden)];
}
