/** A load of many jobs, of which none may be lost or doubled. */
import { randomUUID } from "node:crypto";
import { variantOf } from "../api/server.js";
import type { ClusterClient, ClusterJob } from "./client.js";

export interface Load {
  /** Resolves when all jobs were accepted and have ended; rejects if one is lost, doubled or failed. */
  outcome(): Promise<{ completed: number }>;
}

/** Another wav for each job: the same file would be answered with earlier results. */
export function startLoad(
  client: ClusterClient,
  { short, long }: { short: Uint8Array; long: Uint8Array },
  counts: { short: number; long: number },
): Load {
  const run = randomUUID().slice(0, 8);
  let serial = Math.floor(Math.random() * 2 ** 30);
  const one = async (file: Uint8Array, what: string, i: number): Promise<ClusterJob> => {
    serial += 1;
    const job = await client.accepted(distinct(file, serial), `${run} ${what} ${i}.wav`, `${run}-${what}-${i}`);
    return client.ended(job.id, 300_000);
  };
  const all = [
    ...Array.from({ length: counts.long }, (_, i) => one(long, "long", i)),
    ...Array.from({ length: counts.short }, (_, i) => one(short, "short", i)),
  ];
  // The results are read later: an earlier rejection must not be unhandled.
  const settled = Promise.allSettled(all);
  return {
    outcome: async () => {
      const ended = (await settled).map((result, i) => {
        if (result.status === "rejected") throw new Error(`job ${i} of the load: ${String(result.reason)}`);
        return result.value;
      });
      const bad = ended.filter(({ status, segments }) => status !== "completed" || segments.failed > 0);
      if (bad.length > 0) throw new Error(`failed jobs: ${JSON.stringify(bad)}`);
      const named = (await client.jobs()).filter(({ filename }) => filename.startsWith(run));
      const names = new Set(named.map(({ filename }) => filename));
      if (named.length !== names.size || names.size !== all.length)
        throw new Error(`${all.length} jobs were sent, ${named.length} are there, of ${names.size} names`);
      return { completed: ended.length };
    },
  };
}

/** The same sound with different last samples. */
function distinct(file: Uint8Array, serial: number): Uint8Array {
  const copy = variantOf(file, serial & 0xff);
  for (let i = 1; i <= 3; i++) copy[copy.length - 1 - 2 * i] = (serial >> (8 * i)) & 0xff;
  return copy;
}
