/**
 * A stack for the tests of one file, from before the first test to after the last. Without an engine the tests are
 * skipped, with the reason.
 */
import { afterAll, beforeAll, beforeEach } from "vitest";
import { ClusterClient } from "./client.js";
import { engineMissing, startEngine } from "./engine.js";
import { Stack, type StackOptions } from "./stack.js";

export interface UsedStack {
  stack: Stack;
  /** A client through nginx, with the first token. */
  client: ClusterClient;
  /** Seconds from `up` until every container is healthy. */
  secondsUp: number;
}

/** Sleep engines, so that two cores are enough for the cluster. */
export const SLEEPING = { SISTER_SPEECH_MODEL: "sleep:0.05", SISTER_RATE_LIMIT: "0" };

/**
 * Call it in a `describe`; use the returned function in the tests. `first` runs before the stack starts.
 *
 * @example
 * const used = useStack({ file: "docker-compose.yml", project: "sister-test", port: 18_080 });
 * test("...", async () => { await used().stack.running(); });
 */
export function useStack(options: StackOptions, first: () => Promise<void> = async () => undefined): () => UsedStack {
  const missing = engineMissing();
  let used: UsedStack | null = null;
  const ends: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    if (missing !== null) return;
    const engine = await startEngine();
    ends.unshift(() => engine.stop());
    const stack = new Stack(engine, options);
    await stack.down({ volumes: true });
    await first();
    await stack.build();
    ends.unshift(() => stack.down({ volumes: true }));
    const secondsUp = await stack.up();
    used = { stack, client: new ClusterClient(stack.url, await stack.firstToken()), secondsUp };
  });
  beforeEach((context) => {
    if (missing !== null) context.skip(missing);
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });
  return () => {
    if (!used) throw new Error("the stack is not up");
    return used;
  };
}
