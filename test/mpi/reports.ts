/**
 * How checks on several ranks report to the test that launched them: a line of JSON each, appended to a file. Not on standard output: ranks write there
 * at the same time, and mpirun may cut the lines of one into those of another.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** Names the file to the ranks. */
export const REPORTS_VARIABLE = "SISTER_TEST_REPORTS";

export interface Report {
  rank: number;
  name: string;
  /** What did not hold; null where all did. */
  error: string | null;
  /** Where not all ranks are ours. */
  language?: string;
}

/** Called by a rank. Without a test, one sees it on standard output. */
export function report(outcome: Report): void {
  appendFileSync(process.env[REPORTS_VARIABLE] ?? "/dev/stdout", `${JSON.stringify(outcome)}\n`);
}

/** Runs one check of a rank, and reports what it threw. */
export async function reportCheck(of: Omit<Report, "error">, run: () => Promise<void> | void): Promise<boolean> {
  let error: string | null = null;
  try {
    await run();
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  report({ ...of, error });
  return error === null;
}

/** All that was reported, in order of time. */
export function readReports(file: string): Report[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  // A rank that was killed may have left half a line.
  return lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line) as Report);
}
