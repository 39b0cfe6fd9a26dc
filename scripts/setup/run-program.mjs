/** Runs a program for the set-up: without output, but with the end of its log if it fails. */
import { spawn } from "node:child_process";

/** Lines of a failed program's log that are shown. */
const SHOWN_LINES = 40;

/** An error that stops the set-up. Its message tells the person what to do; it is printed without a stack. */
export class SetupError extends Error {
  name = "SetupError";
}

/** Prints the present step of the set-up. */
export function say(text) {
  console.log(`set-up: ${text}`);
}

/**
 * Runs a program and resolves with its output (stdout and stderr interleaved). If the program fails or cannot be
 * started, rejects with a SetupError that ends with the last lines of the log.
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
