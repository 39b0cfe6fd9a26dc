/** A fault for tests: a process that can allocate no more memory. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { childEnvironment } from "./environment.js";

/** Limits this process to the memory that it already has (RLIMIT_AS), by util-linux's prlimit. */
export function refuseMoreMemory(): void {
  const size = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  const words = ["--pid", String(process.pid), `--as=${Number(size) * 1024}`];
  execFileSync("prlimit", words, { env: childEnvironment("text"), timeout: 10_000 });
}
