/**
 * How fast this machine is now, and what that means for the time limits of tests.
 *
 * A limit of a test only bounds what hangs. So it is wide, and it follows the pace of the machine: vitest.config.ts
 * measures the pace once, at the start of a run, and hands it to every test process in SISTER_TEST_PACE. A promise in
 * seconds is another matter: see `expectWithin`.
 */
import { availableParallelism, loadavg } from "node:os";

/** The variable that holds the pace. Set it to try the limits of a slow machine: SISTER_TEST_PACE=4 npm test. */
const VARIABLE = "SISTER_TEST_PACE";

/** Milliseconds that one round of the measurement takes on a quiet core of 2020. */
const ROUND_MS = 30;
const ROUNDS = 12;

/** How much longer than a quiet machine needs a limit is: load may come after the pace was measured. */
const MARGIN = 3;

/** A machine is quiet if its pace was at most this at the start… */
const QUIET_PACE = 1.5;
/**
 * …and if its load of the last minute is at most this for each core. The tests themselves are a load: up to three files
 * run at a time.
 */
const QUIET_LOAD = 3;

let result = 0;

function computeOneRound(): void {
  let value = 1;
  for (let i = 0; i < 20_000_000; i++) value = (Math.imul(value, 1_664_525) + 1_013_904_223) | 0;
  // Kept, or the loop is optimized away.
  result = value;
}

/**
 * Measures how many times longer than on a quiet machine this process needs for a computation: 1 at the least. It takes
 * a third of a second on a quiet machine, so that it sees what other processes leave to it.
 */
export function measurePace(): number {
  computeOneRound();
  const begun = performance.now();
  for (let round = 0; round < ROUNDS; round++) computeOneRound();
  const pace = (performance.now() - begun) / (ROUNDS * ROUND_MS);
  return result === 0 ? 1 : Math.max(1, pace);
}

let known: number | undefined;

/** The pace at the start of the run; measured now in a process that was not given it. */
export function paceOf(env: NodeJS.ProcessEnv = process.env): number {
  const given = Number(env[VARIABLE]);
  if (given >= 1) return given;
  return (known ??= measurePace());
}

/**
 * The limit for something that a quiet machine does well within so many milliseconds.
 *
 * @example await expect.poll(status, { timeout: patience(30_000) }).toBe("completed");
 */
export const patience = (milliseconds: number): number => Math.ceil(milliseconds * MARGIN * paceOf());

/** Whether a time that was measured now tells something about Sister, and not about what else the machine does. */
export const isQuiet = (): boolean =>
  paceOf() <= QUIET_PACE && (loadavg()[0] ?? 0) <= QUIET_LOAD * availableParallelism();

/**
 * Holds a promise in seconds, on a quiet machine only: on another one it writes what it took, and nothing fails. The
 * wait itself must be bounded by `patience`, not by the promise.
 *
 * @param what what was promised, as a sentence
 * @param tookMs what it took, in milliseconds
 * @param promisedMs what was promised, in milliseconds
 */
export function expectWithin(what: string, tookMs: number, promisedMs: number): void {
  if (tookMs <= promisedMs) return;
  const figures = `${what}: it took ${Math.round(tookMs)} ms, and ${promisedMs} ms are promised`;
  if (isQuiet()) throw new Error(figures);
  console.log(`${figures}. Not judged, since the machine is busy.`);
}
