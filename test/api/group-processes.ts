/** The processes below a server that has a group. */
import { descendants } from "../cli/sister.js";
import type { TestServer } from "./server.js";

export const RANK = /^\S*node\S* \S*rank-main/;
export const MPIRUN = /^mpirun /;
export const SUPERVISOR = /sister group ?$/;
/** Of a speech engine, in a rank or in the server itself. */
export const ENGINE = /engine-main/;

/** Those of a kind, by their ids. */
export async function processesOf(server: TestServer, what: RegExp): Promise<number[]> {
  return below(server.command.child.pid ?? 0, what);
}

/** Those of a kind below any process. */
export async function below(pid: number, what: RegExp): Promise<number[]> {
  return (await descendants(pid)).filter(({ command }) => what.test(command)).map((entry) => entry.pid);
}
