/**
 * How checks on several ranks report to the test that launched them: each writes a line of JSON to a file. Standard
 * output is not usable, because ranks write to it at the same time, and mpirun may mix their lines.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** The environment variable with the file's path. */
export const REPORTS_VARIABLE = "SISTER_TEST_REPORTS";

export interface Report {
  rank: number;
  name: string;
  /** The failure; null: the check passed. */
  error: string | null;
  /** The rank's language, in worlds of several languages. */
  language?: string;
}

/** Reports a check of a rank. Without a test the report goes to standard output. */
export function report(outcome: Report): void {
  appendFileSync(process.env[REPORTS_VARIABLE] ?? "/dev/stdout", `${JSON.stringify(outcome)}\n`);
}

/** Runs one check of a rank, and reports the error that it throws. */
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

/** All reports in order of time. */
export function readReports(file: string): Report[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  // A killed rank may have left half a line.
  return lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line) as Report);
}
