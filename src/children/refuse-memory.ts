/** A fault for tests: a process that gets no more memory. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { childEnvironment } from "./environment.js";

/** Takes from this process all memory that it does not have yet (RLIMIT_AS), by util-linux's prlimit. */
export function refuseMoreMemory(): void {
  const size = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  const words = ["--pid", String(process.pid), `--as=${Number(size) * 1024}`];
  execFileSync("prlimit", words, { env: childEnvironment("text"), timeout: 10_000 });
}
