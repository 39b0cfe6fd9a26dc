/** The number of ranks of a group, and their hosts. */
import { availableParallelism } from "node:os";
import { ranksFor, readHostfile, thisMachineFirst, type Host } from "./hostfile.js";

export interface GroupPlan {
  ranks: number;
  /** null: only this machine. */
  hosts: Host[] | null;
  /** Whether there are more ranks than cores on this machine. */
  oversubscribed: boolean;
}

/** Plans a group. Throws a SisterError (exit code 2) if the hostfile has too few slots or lacks this machine. */
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
