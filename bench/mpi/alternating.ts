/**
 * Runs programs in turn, each run with a new mpirun, so that a slow minute of the machine affects all of them. Computes
 * ratios of the figures that they print: a line "NAME,COUNT MICROSECONDS" for each case.
 */
import { ranks, type RanksOptions } from "../launch.js";
import { median, middleHalf, spread, type Row } from "../row.js";

export interface Program {
  label: string;
  command: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/** No run takes a minute, so a run that takes longer hangs. */
const LIMIT_SECONDS = 120;

/**
 * The cores of a virtual machine change their pace for seconds at a time, by half and more, for reasons that only the
 * host knows. A program that ran while they were slow cannot be compared with one that ran while they were fast. So the
 * first program of a turn runs once more at its end. If its figures changed by more than this factor, the turn is
 * repeated.
 */
const STEADY = 1.25;
/** At most this many turns for each turn that counts. On a machine that is never steady the rest counts as it is. */
const TURNS_MOST = 3;

/** The figures of one run of a program: case to microseconds. */
function figuresOf(printed: string): Map<string, number> {
  const lines = printed.split("\n").map((line) => line.split(" "));
  return new Map(lines.map(([name = "", value]) => [name, Number(value)]));
}

function isSteady(before: Map<string, number>, after: Map<string, number>): boolean {
  return [...before].every(([name, value]) => {
    const change = (after.get(name) ?? Number.NaN) / value;
    return change < STEADY && change > 1 / STEADY;
  });
}

/** The measurements: one figure for each case and run, in the order of the runs. */
export class Figures {
  readonly runs: number;
  readonly #figures = new Map<string, number[]>();

  constructor(runs: number) {
    this.runs = runs;
  }

  /** Adds the figures of one run of a program. */
  add(label: string, printed: Map<string, number>): void {
    for (const [name, value] of printed) {
      const key = `${label} ${name}`;
      this.#figures.set(key, [...(this.#figures.get(key) ?? []), value]);
    }
  }

  of(label: string, name: string): readonly number[] {
    const figures = this.#figures.get(`${label} ${name}`);
    if (figures?.length !== this.runs) throw new Error(`${label} printed no figure of ${name} in some run`);
    return figures;
  }
}

export interface AlternateOptions extends RanksOptions {
  count: number;
  runs: number;
  /** Whether a turn counts only if the first program shows the same pace before and after it. Default false. */
  steady?: boolean;
  say(line: string): void;
}

/** Runs the programs in turn, `runs` times each. */
export async function alternate(programs: readonly Program[], options: AlternateOptions): Promise<Figures> {
  const { count, runs, steady = false, say } = options;
  const run = async ({ command, env = {} }: Program): Promise<Map<string, number>> => {
    const limits = { ...options, env: { ...options.env, ...env }, limitSeconds: LIMIT_SECONDS };
    return figuresOf(await ranks(count, command, limits));
  };
  const figures = new Figures(runs);
  let turns = 0;
  for (let done = 0; done < runs; turns++) {
    const printed: (readonly [Program, Map<string, number>])[] = [];
    for (const program of programs) printed.push([program, await run(program)]);
    const [first] = printed;
    const left = turns < runs * TURNS_MOST;
    if (steady && left && first && !isSteady(first[1], await run(first[0]))) {
      say(`${count} ranks: the machine changed its pace, repeating`);
      continue;
    }
    for (const [{ label }, of] of printed) figures.add(label, of);
    done++;
    say(`${count} ranks, run ${done} of ${runs}: ${programs.map((one) => one.label).join(", ")}`);
  }
  if (steady) say(`${count} ranks: ${runs} of ${turns} turns count`);
  return figures;
}

/** Microseconds with at least three digits. */
function time(microseconds: number): string {
  return microseconds.toFixed(microseconds < 10 ? 2 : microseconds < 100 ? 1 : 0);
}

/** Example: "C 0.18 us (0.17 to 0.20)". */
export function timesOf(figures: Figures, { label, case: name, called = label }: Measured): string {
  const values = figures.of(label, name);
  return `${called} ${time(median(values))} us (${time(Math.min(...values))} to ${time(Math.max(...values))})`;
}

export interface Measured {
  label: string;
  case: string;
  /** The name in the row. Default: the label. */
  called?: string;
}

/** A row with the ratio of two programs' medians, and the ratios of neighbouring runs. */
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

/** A row for a measurement that is not possible here. */
export function missingRow(name: string, bar: number | null, why: string): Row {
  return { name, measured: Number.NaN, bar, better: "less", unit: "x", detail: why };
}
