/** Tokens for tests, made with `sister token create` as an operator does. */
import { run } from "../../cli/sister.js";

export interface TestToken {
  id: string;
  secret: string;
  /** The request header with the token. */
  bearer: { Authorization: string };
}

/** Makes a token, with or without a running server. */
export async function makeToken(name: string, env: NodeJS.ProcessEnv, ...options: string[]): Promise<TestToken> {
  const { stdout, stderr } = await run(["token", "create", name, ...options], env);
  const secret = stdout.trim();
  const id = /token (\S+) of/.exec(stderr)?.[1] ?? "";
  return { id, secret, bearer: { Authorization: `Bearer ${secret}` } };
}
