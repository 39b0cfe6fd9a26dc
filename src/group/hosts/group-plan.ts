/** How many ranks run where. */
import { availableParallelism } from "node:os";
import { ranksFor, readHostfile, thisMachineFirst, type Host } from "./hostfile.js";

export interface GroupPlan {
  ranks: number;
  /** null: this machine alone. */
  hosts: Host[] | null;
  /** More ranks than cores on this machine. */
  oversubscribed: boolean;
}

/** Decides how many ranks run where. Throws a SisterError (exit code 2) where the hostfile has too few slots or lacks this machine. */
export async function planGroup(ranks: number | null, hostfile: string | null): Promise<GroupPlan> {
  if (hostfile === null) {
    const cores = availableParallelism();
    const count = ranks ?? Math.max(2, cores);
    return { ranks: count, hosts: null, oversubscribed: count > cores };
  }
  const hosts = await readHostfile(hostfile);
  const count = ranksFor(hosts, ranks, hostfile);
  return { ranks: count, hosts: await thisMachineFirst(hosts, hostfile), oversubscribed: false };
}
