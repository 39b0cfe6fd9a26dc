/** A stack for the tests of one file: up before the first, gone after the last. Where no engine can be had they are skipped, with the reason. */
import { afterAll, beforeAll, beforeEach } from "vitest";
import { ClusterClient } from "./client.js";
import { engineMissing, startEngine } from "./engine.js";
import { Stack, type StackOptions } from "./stack.js";

export interface UsedStack {
  stack: Stack;
  /** Through nginx, with the first token. */
  client: ClusterClient;
  /** From `up` to the last container that is healthy. */
  secondsUp: number;
}

/** Engines that sleep: two cores are for the cluster, not for decoders. */
export const SLEEPING = { SISTER_SPEECH_MODEL: "sleep:0.05", SISTER_RATE_LIMIT: "0" };

/**
 * Called in a `describe`; the returned function is for its tests. `first` runs before anything is up.
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
