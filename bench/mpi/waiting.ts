/** The cost of waiting, and the part of a communication that is hidden behind work. */
import { ranks, typescript } from "../launch.js";
import { median, spread, type Row } from "../row.js";
import { alternate, ratioRow, type Figures } from "./alternating.js";
import { C, OURS, type Workbench } from "./workbench.js";

const IDLE_RUNS = 3;
const OVERLAP_RUNS = 9;
const OUTSTANDING_RUNS = 9;
const OUTSTANDING = [100, 1000] as const;
const TIMER_RUNS = 9;
const TIMERS = 300;
const TIMER_MS = 5;
const DOUBLES = 2 ** 21;
const WORK_MS = 50;
const TIMES = 15;

export async function measureIdle({ runs, say, bindTo }: Workbench): Promise<Row[]> {
  const idle: number[] = [];
  for (let run = 0; run < Math.min(runs ?? IDLE_RUNS, IDLE_RUNS); run++) {
    const program = typescript(new URL("./programs/idle.ts", import.meta.url));
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

/** Whether a thousand outstanding receives cost more than ten times as much as a hundred. */
export async function measureOutstanding({ runs, bindTo, say, note }: Workbench): Promise<Row[]> {
  const [few, many] = OUTSTANDING;
  const program = typescript(
    new URL("./programs/outstanding.ts", import.meta.url),
    ...[...OUTSTANDING, 60].map(String),
  );
  const figures = await alternate([{ label: OURS, command: program }], {
    count: 2,
    runs: runs ?? OUTSTANDING_RUNS,
    bindTo,
    say,
  });
  note(
    `Outstanding: receives that are posted together and complete in order; the time of each, for ${many} compared with ${few}. Linear is 1x; the bar allows a tenth for noise.`,
  );
  const of = (count: number) => ({ label: OURS, case: `outstanding,${count}`, called: `each of ${count}` });
  return [ratioRow(figures, of(many), of(few), { name: `${many} outstanding receives to ${few}, each`, bar: 1.1 })];
}

/** How much later timers are while something is outstanding, at the 99th percentile. */
export async function measureTimers({ runs, bindTo, say, note }: Workbench): Promise<Row[]> {
  const programs = [
    {
      label: OURS,
      command: typescript(new URL("./programs/timers.ts", import.meta.url), String(TIMERS), String(TIMER_MS)),
    },
  ];
  const figures = await alternate(programs, { count: 2, runs: runs ?? TIMER_RUNS, bindTo, say });
  note(
    `Timers: ${TIMERS} of ${TIMER_MS} ms, one after another, in each run; the 99th percentile of the delay, less that of a rank with nothing ` +
      "outstanding, in the same process.",
  );
  const late = (name: string): readonly number[] =>
    figures.of(OURS, `${name},${TIMERS}`).map((microseconds) => microseconds / 1000);
  const control = late("nothing");
  const row = (name: string, what: string): Row => {
    const own = late(name);
    return {
      name: `p99 of timers ${what}, less a control's`,
      measured: median(own) - median(control),
      bar: 2,
      better: "less",
      unit: "ms",
      detail: `${median(own).toFixed(2)} ms (${spread(own)}) to ${median(control).toFixed(2)} ms (${spread(control)}); runs: ${figures.runs}`,
    };
  };
  return [
    row("receive", "beside a receive"),
    row("collective", "beside a collective"),
    row("awaits", "in a loop of awaits"),
  ];
}

export async function measureOverlap(workbench: Workbench): Promise<Row[]> {
  const { bindTo, say, note } = workbench;
  const args = [DOUBLES, WORK_MS, TIMES].map(String);
  const programs = [
    { label: C, command: [workbench.compiled("overlap"), ...args] },
    { label: OURS, command: typescript(new URL("./programs/overlap.ts", import.meta.url), ...args) },
  ];
  const figures = await alternate(programs, { count: 2, runs: workbench.runs ?? OVERLAP_RUNS, bindTo, say });
  note(
    `Overlap: \`iallreduce\` of 16 MiB beside ${WORK_MS} ms of computing on both ranks. "Over when the work ends" is the part of the communication's ` +
      "own time for which no rank waits afterwards: the binding's thread makes MPI's progress beside the work; C makes progress only in its own calls. " +
      '"Hidden" is the part by which both together are shorter than one after the other. The two differ by what the thread takes from the work: an ' +
      "allreduce on one host is copying and adding, which needs a core, and with two ranks on two cores that core is the one that computes. " +
      "Only the time in which one rank would wait for the other can be hidden there.",
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
