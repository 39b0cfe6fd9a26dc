/**
 * Detects a process that a rank started. It inherits the variables with which the launcher identified that rank, but it
 * cannot be the same rank.
 */
import { readFileSync } from "node:fs";

/** Variables that identify a rank: of Open MPI (PMIx), and of MPICH. */
const NAMES = [
  ["PMIX_NAMESPACE", "PMIX_RANK"],
  ["PMI_RANK", "PMI_FD", "PMI_PORT"],
] as const;
/** The most shells and wrappers between a rank and a process that it started. */
const MOST_BETWEEN = 8;

const read = (path: string): string => readFileSync(path, "utf8");

/**
 * The process that already is this rank: an ancestor with the same variables that has loaded an MPI library, which a
 * wrapper has not. undefined if there is none, or /proc is not readable.
 */
export function rankAbove(env: NodeJS.ProcessEnv = process.env): { pid: number; rank: string } | undefined {
  const names = NAMES.find((list) => list.some((name) => env[name] !== undefined));
  if (!names) return undefined;
  const given = names.filter((name) => env[name] !== undefined).map((name) => `${name}=${env[name] ?? ""}`);
  try {
    let pid = process.ppid;
    for (let between = 0; between < MOST_BETWEEN && pid > 1; between++) {
      const theirs = new Set(read(`/proc/${pid}/environ`).split("\0"));
      if (!given.every((variable) => theirs.has(variable))) return undefined;
      if (/\/libmpi(ch)?\b[^/]*\.so/m.test(read(`/proc/${pid}/maps`))) {
        return { pid, rank: env["PMIX_RANK"] ?? env["PMI_RANK"] ?? "?" };
      }
      pid = Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
    }
  } catch {
    // The process belongs to another user or has ended: MPI itself decides.
  }
  return undefined;
}
