/** Programs that the cluster's tests run, and their output. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { patience } from "../pace.js";

/** The checkout. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export interface Output {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  /** What a quiet machine needs at the very most, in milliseconds; the limit follows the pace of the machine. */
  timeout?: number;
  /** Whether a failure does not reject. */
  mayFail?: boolean;
  input?: string;
}

/** Runs a program to its end; rejects with the end of its output if it fails. */
export function run(
  program: string,
  args: readonly string[],
  { env = process.env, timeout = 60_000, mayFail = false, input = "" }: RunOptions = {},
): Promise<Output> {
  const child = spawn(program, [...args], { env, cwd: ROOT, stdio: ["pipe", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const killer = setTimeout(() => child.kill("SIGKILL"), patience(timeout));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      clearTimeout(killer);
      if (status === 0 || mayFail) resolve({ status, stdout, stderr });
      else reject(new Error(`${program} ${args.join(" ")}: ${status ?? "killed"}\n${(stdout + stderr).slice(-4000)}`));
    });
  });
}
