/** The child processes of a server with a group. */
import { descendants } from "../../cli/sister.js";
import type { TestServer } from "./server.js";

export const RANK = /^\S*node\S* \S*rank-main/;
export const MPIRUN = /^mpirun /;
export const SUPERVISOR = /sister group ?$/;
/** A speech engine, of a rank or of the server itself. */
export const ENGINE = /engine-main/;

/** The ids of a server's processes of one kind. */
export async function processesOf(server: TestServer, what: RegExp): Promise<number[]> {
  return below(server.command.child.pid ?? 0, what);
}

/** The ids of all descendants of one kind. */
export async function below(pid: number, what: RegExp): Promise<number[]> {
  return (await descendants(pid)).filter(({ command }) => what.test(command)).map((entry) => entry.pid);
}
