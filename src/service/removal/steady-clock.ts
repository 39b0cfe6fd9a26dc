/** How much time has passed, whatever the time of day is set to. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Database } from "../../database/database.js";
import { witnessClock, type ClockState, type SteadyReading } from "../../store/time/clock-jumps.js";

const THIS_PROCESS = randomUUID();

/**
 * How long this machine has run since it was started, sleep included, as the kernel counts it; where it does not say, how long this process has.
 * Read from /proc: neither a changed time of day nor a restart of the server is in it.
 */
export async function readSteadyClock(): Promise<SteadyReading> {
  try {
    const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
    const seconds = Number((await readFile("/proc/uptime", "utf8")).split(" ")[0]);
    if (boot !== "" && seconds > 0) return { boot, seconds };
  } catch {
    // No Linux.
  }
  return { boot: `process ${THIS_PROCESS}`, seconds: performance.now() / 1000 };
}

/** A jump that operators are told of: less is a machine that was off overnight. */
const TOLD_SECONDS = 24 * 3600;

/** Looks at the database's clock, and warns if it went ahead. */
export async function lookAtClock(database: Database, warn: (message: string) => void): Promise<ClockState> {
  const state = await witnessClock(database, await readSteadyClock());
  if (state.jumped > TOLD_SECONDS) {
    warn(
      `the clock is ${inWords(state.jumped)} ahead of the time that servers have seen pass: nothing is removed because of it until servers have run ` +
        `for ${inWords(state.left)} more. If the clock is wrong, set it right now; if it is right, there is nothing to do`,
    );
  }
  return state;
}

function inWords(seconds: number): string {
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
