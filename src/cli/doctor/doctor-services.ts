/** The checks of `sister doctor` for the services that the environment names: PostgreSQL and Redis. */
import { setTimeout as sleep } from "node:timers/promises";
import { openCache } from "../../service/settings/open-cache.js";
import type { Settings } from "../../service/settings/settings.js";
import { openPostgres } from "../../database/postgres/postgres.js";
import { readClockState } from "../../store/time/clock-jumps.js";

/** Redis counts as missing if it does not answer within this time (ms). */
const REDIS_MS = 5000;
const LOOK_MS = 50;

/** Reaches the primary, and compares its clock with the time that servers have seen pass. Rejects with what to set. */
export async function checkDatabase(url: string): Promise<string> {
  const database = await openPostgres(url, { connections: 1 });
  try {
    // The first server that starts makes the tables.
    const state = await readClockState(database).catch(() => null);
    if (state === null || state.unconfirmed === 0) return `reached at ${database.primaryHost() ?? "its socket"}`;
    const days = (state.unconfirmed / 86_400).toFixed(1);
    throw new Error(
      `its clock is ${days} days ahead of the time that servers have seen pass: correct it if it is wrong; if it is right, this passes within a day`,
    );
  } finally {
    await database.close();
  }
}

/** Reaches Redis, which nothing needs. Rejects with what to set. */
export async function checkRedis(settings: Settings): Promise<string> {
  let problem = "it does not answer";
  const cache = openCache(settings, (message) => (problem = message));
  try {
    for (
      const end = performance.now() + REDIS_MS;
      performance.now() < end && cache.problem === null;
      await sleep(LOOK_MS)
    )
      if (await cache.isAlive()) return "reached";
    throw new Error(problem);
  } finally {
    await cache.close();
  }
}
