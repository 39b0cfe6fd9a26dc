/** Runs a program for the set-up: quiet while it works, the end of its log when it fails. */
import { spawn } from "node:child_process";

/** Lines of a failed program's log that are shown. */
const SHOWN_LINES = 40;

/** What stops the set-up, as one message that says what to do. Printed without a stack. */
export class SetupError extends Error {
  name = "SetupError";
}

/** Prints what the set-up is doing. */
export function say(text) {
  console.log(`set-up: ${text}`);
}

/**
 * Runs a program and resolves with its output (stdout and stderr as they came). Rejects with a SetupError that ends in the last lines of the
 * log when the program fails or cannot be started.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.terminal] give it the terminal, as a password prompt wants
 * @param {string} [options.what] what was being done, for the message
 * @returns {Promise<string>}
 *
 * @example
 * await runProgram("npm", ["ci"], { cwd: root, what: "installing the npm packages" });
 */
export async function runProgram(program, args, { cwd, env = process.env, terminal = false, what = program } = {}) {
  const child = spawn(program, args, { cwd, env, stdio: terminal ? "inherit" : ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout?.on("data", (chunk) => (log += chunk));
  child.stderr?.on("data", (chunk) => (log += chunk));
  const outcome = await new Promise((resolve) => {
    child.on("error", (error) => resolve(error.code === "ENOENT" ? "it was not found" : error.message));
    child.on("close", (code, signal) =>
      resolve(code === 0 ? undefined : signal ? `signal ${signal}` : `status ${code}`),
    );
  });
  if (outcome === undefined) return log;
  const lines = log.trimEnd().split("\n");
  const shown = lines.slice(-SHOWN_LINES).join("\n");
  const cut = lines.length > SHOWN_LINES ? `(the last ${SHOWN_LINES} of ${lines.length} lines)\n` : "";
  throw new SetupError(`${what} failed: ${[program, ...args].join(" ")}: ${outcome}\n${cut}${shown}`);
}
