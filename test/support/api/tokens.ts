/** Tokens for tests, made as an operator does it. */
import { run } from "../../cli/sister.js";

export interface TestToken {
  id: string;
  secret: string;
  /** The header of a request with it. */
  bearer: { Authorization: string };
}

/** While no server runs, or beside one. */
export async function makeToken(name: string, env: NodeJS.ProcessEnv, ...options: string[]): Promise<TestToken> {
  const { stdout, stderr } = await run(["token", "create", name, ...options], env);
  const secret = stdout.trim();
  const id = /token (\S+) of/.exec(stderr)?.[1] ?? "";
  return { id, secret, bearer: { Authorization: `Bearer ${secret}` } };
}
