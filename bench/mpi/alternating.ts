/**
 * Programs that run in turn, each run a new mpirun, so that a slow minute of the machine meets all; and ratios of what they print. A program
 * prints a line "NAME,COUNT MICROSECONDS" for each of its cases.
 */
import { ranks, type RanksOptions } from "../launch.js";
import { median, middleHalf, spread, type Row } from "../row.js";

export interface Program {
  label: string;
  command: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/** No run of these takes a minute: one that does hangs. */
const LIMIT_SECONDS = 120;

/** What was measured: a figure of each case for each run, in order of the runs. */
export class Figures {
  readonly runs: number;
  readonly #figures = new Map<string, number[]>();

  constructor(runs: number) {
    this.runs = runs;
  }

  /** Takes what one run of a program printed. */
  add(label: string, printed: string): void {
    for (const line of printed.split("\n")) {
      const [name, value] = line.split(" ");
      const key = `${label} ${name}`;
      this.#figures.set(key, [...(this.#figures.get(key) ?? []), Number(value)]);
    }
  }

  of(label: string, name: string): readonly number[] {
    const figures = this.#figures.get(`${label} ${name}`);
    if (figures?.length !== this.runs) throw new Error(`${label} printed no figure of ${name} in some run`);
    return figures;
  }
}

/** Runs the programs in turn, so many times each. */
export async function alternate(
  programs: readonly Program[],
  options: RanksOptions & { count: number; runs: number; say(line: string): void },
): Promise<Figures> {
  const figures = new Figures(options.runs);
  for (let run = 0; run < options.runs; run++) {
    for (const { label, command, env = {} } of programs) {
      const limits = { ...options, env: { ...options.env, ...env }, limitSeconds: LIMIT_SECONDS };
      figures.add(label, await ranks(options.count, command, limits));
    }
    options.say(
      `${options.count} ranks, run ${run + 1} of ${options.runs}: ${programs.map((one) => one.label).join(", ")}`,
    );
  }
  return figures;
}

/** Microseconds, with three digits or more. */
function time(microseconds: number): string {
  return microseconds.toFixed(microseconds < 10 ? 2 : microseconds < 100 ? 1 : 0);
}

/** "C 0.18 us (0.17 to 0.20)". */
export function timesOf(figures: Figures, { label, case: name, called = label }: Measured): string {
  const values = figures.of(label, name);
  return `${called} ${time(median(values))} us (${time(Math.min(...values))} to ${time(Math.max(...values))})`;
}

export interface Measured {
  label: string;
  case: string;
  /** What the row calls it. Default: the label. */
  called?: string;
}

/** The row of ours against theirs: the ratio of the medians, and beside it the ratios of neighbouring runs. */
export function ratioRow(
  figures: Figures,
  ours: Measured,
  theirs: Measured,
  row: { name: string; bar: number | null },
): Row {
  const own = figures.of(ours.label, ours.case);
  const other = figures.of(theirs.label, theirs.case);
  const pairs = own.map((value, run) => value / (other[run] ?? Number.NaN));
  const detail =
    `${timesOf(figures, ours)}, ${timesOf(figures, theirs)}; neighbouring runs ${median(pairs).toFixed(2)}x ` +
    `(middle half ${middleHalf(pairs)}, all ${spread(pairs)}); runs of each: ${figures.runs}`;
  return { ...row, measured: median(own) / median(other), better: "less", unit: "x", detail };
}

/** The row of what could not be measured. */
export function missingRow(name: string, bar: number | null, why: string): Row {
  return { name, measured: Number.NaN, bar, better: "less", unit: "x", detail: why };
}
