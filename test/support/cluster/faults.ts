/** The faults of a container: how a process, a machine or a cable fails, and recovers. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "./stack.js";

export const FAULTS = ["crash", "pause", "cut"] as const;
export type Fault = (typeof FAULTS)[number];

/** Duration of a pause or of a lost network, in milliseconds. */
const LASTS_MS = 20_000;

/** Injects a fault; resolves when it is over. */
export async function inject(stack: Stack, service: string, fault: Fault): Promise<void> {
  const id = await stack.idOf(service);
  switch (fault) {
    case "crash": {
      // The kill comes from inside: an engine restarts a container that dies, but not one that it was told to kill.
      const before = await restarts(stack, id);
      await stack.docker(["exec", id, "bash", "-c", "kill -KILL -1"], { mayFail: true });
      while ((await restarts(stack, id)) === before) await sleep(200);
      return;
    }
    case "pause":
      // The engine sometimes refuses this while a health check begins or ends in the container.
      while ((await stack.docker(["pause", id], { mayFail: true })).status !== 0) await sleep(200);
      await sleep(LASTS_MS);
      await stack.docker(["unpause", id]);
      return;
    case "cut": {
      const back = await cutOff(stack, id);
      await sleep(LASTS_MS);
      await back();
      return;
    }
  }
}

/** Disconnects a container from its networks; the returned function connects it again. */
export async function cutOff(stack: Stack, id: string): Promise<() => Promise<void>> {
  const networks = await networksOf(stack, id);
  for (const { name } of networks) await stack.docker(["network", "disconnect", "-f", name, id]);
  return async () => {
    for (const { name, aliases } of networks)
      await stack.docker(["network", "connect", ...aliases.flatMap((alias) => ["--alias", alias]), name, id]);
  };
}

async function restarts(stack: Stack, id: string): Promise<number> {
  return Number((await stack.docker(["inspect", "-f", "{{.RestartCount}}", id])).stdout);
}

async function networksOf(stack: Stack, id: string): Promise<{ name: string; aliases: string[] }[]> {
  const { stdout } = await stack.docker(["inspect", "-f", "{{json .NetworkSettings.Networks}}", id]);
  const networks = JSON.parse(stdout) as Record<string, { Aliases: string[] | null }>;
  return Object.entries(networks).map(([name, { Aliases }]) => ({
    name,
    aliases: (Aliases ?? []).filter((alias) => !id.startsWith(alias)),
  }));
}
