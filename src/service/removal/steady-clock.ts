/** A monotonic clock: how much time has passed, independent of the time of day. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Database } from "../../database/database.js";
import { witnessClock, type ClockState, type SteadyReading } from "../../store/time/clock-jumps.js";

const THIS_PROCESS = randomUUID();

/**
 * How long this machine has run since it was started, including sleep. It is read from /proc, so neither a changed time
 * of day nor a restart of the server affects it. Without /proc, it is how long this process has run.
 */
export async function readSteadyClock(): Promise<SteadyReading> {
  try {
    const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
    const seconds = Number((await readFile("/proc/uptime", "utf8")).split(" ")[0]);
    if (boot !== "" && seconds > 0) return { boot, seconds };
  } catch {
    // Not Linux.
  }
  return { boot: `process ${THIS_PROCESS}`, seconds: performance.now() / 1000 };
}

/** Jumps that are logged, in seconds. A shorter one may be a machine that was off overnight. */
const LOGGED_SECONDS = 24 * 3600;

/** Checks the database's clock, and warns if it jumped forward. */
export async function lookAtClock(database: Database, warn: (message: string) => void): Promise<ClockState> {
  const state = await witnessClock(database, await readSteadyClock());
  if (state.jumped > LOGGED_SECONDS) {
    warn(
      `the clock is ${inWords(state.jumped)} ahead of the time that servers have observed: nothing is removed because of it until servers have run ` +
        `for ${inWords(state.left)} more. If the clock is wrong, correct it now; if it is right, there is nothing to do`,
    );
  }
  return state;
}

function inWords(seconds: number): string {
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
