/**
 * How far the database's clock can be trusted. Jobs are removed by their age on this clock, and a clock that is set a
 * year ahead would have all of them removed. So servers record how much time they have observed. If the clock goes
 * forward without that, the difference is unconfirmed for a day.
 */
import { maybeOne, one, type Database, type Queryable } from "../../database/database.js";

/**
 * A reading of a monotonic clock, which does not depend on the time of day. Only readings with the same `boot` can be
 * compared.
 */
export interface SteadyReading {
  boot: string;
  seconds: number;
}

export interface ClockState {
  /** The database's time without the unconfirmed part. Ages are counted from it. */
  confirmed: Date;
  /** Seconds between `confirmed` and the database's time. */
  unconfirmed: number;
  /** Seconds that the clock jumped forward since the last look; 0: it did not. */
  jumped: number;
  /** Seconds that servers must still observe until everything is confirmed; 0: everything is. */
  left: number;
}

/** Allows for the drift of clocks, and for slow corrections of it. */
const TOLERANCE_SECONDS = 600;
/** Servers look every 15 minutes. A longer gap between two looks is unconfirmed if no monotonic clock measured it. */
const GAP_SECONDS = 3600;
/** A jump is confirmed after servers have observed this much time: a day, so that a person can notice. */
export const CONFIRMED_AFTER_SECONDS = 24 * 3600;

/**
 * The seconds between two looks that no monotonic clock explains. Negative: the clock went back.
 *
 * @param gap seconds between both looks by the database's clock
 * @param elapsed seconds between them by a monotonic clock; null: unknown, because the machine was restarted or another
 *   machine looked
 *
 * @example
 * unexplained(86_400 + 60, 60); // 86400: the clock was set a day ahead
 * unexplained(900, null); // 0: another server looked a quarter of an hour ago
 */
export function unexplained(gap: number, elapsed: number | null): number {
  if (elapsed === null && gap > 0 && gap <= GAP_SECONDS) return 0;
  const difference = gap - (elapsed ?? 0);
  return Math.abs(difference) <= TOLERANCE_SECONDS ? 0 : difference;
}

/**
 * Compares the clock with the last look and records this one. Servers call it at their start, and before they remove
 * anything.
 */
export function witnessClock(database: Database, steady: SteadyReading): Promise<ClockState> {
  return database.transaction(async (transaction) => {
    await transaction.query("LOCK TABLE clock IN EXCLUSIVE MODE");
    // Not now(), which is the time when the transaction began.
    const last = await maybeOne<{ gap: number; boot: string; seconds: number }>(
      transaction,
      "SELECT extract(epoch FROM clock_timestamp() - seen_at)::float8 AS gap, boot, seconds FROM clock",
    );
    let jumped = 0;
    if (last) {
      // A monotonic clock that went back is a different clock.
      const elapsed =
        last.boot === steady.boot && steady.seconds >= last.seconds ? steady.seconds - last.seconds : null;
      jumped = unexplained(last.gap, elapsed);
      await confirm(transaction, elapsed ?? (jumped === 0 ? Math.max(0, last.gap) : 0));
      // A jump back is kept as long as a jump forward, so the two cancel each other out.
      if (jumped !== 0) await transaction.query("INSERT INTO clock_jumps (seconds) VALUES ($1)", [jumped]);
    }
    await transaction.query("DELETE FROM clock");
    await transaction.query("INSERT INTO clock (seen_at, boot, seconds) VALUES (clock_timestamp(), $1, $2)", [
      steady.boot,
      steady.seconds,
    ]);
    return { ...(await readClockState(transaction)), jumped: Math.max(0, jumped) };
  });
}

async function confirm(transaction: Queryable, seen: number): Promise<void> {
  await transaction.query("UPDATE clock_jumps SET seen_seconds = seen_seconds + $1", [seen]);
  await transaction.query("DELETE FROM clock_jumps WHERE seen_seconds >= $1", [CONFIRMED_AFTER_SECONDS]);
}

/** The result of the last look. */
export function readClockState(on: Queryable): Promise<Omit<ClockState, "jumped">> {
  return one(
    on,
    `WITH ahead AS (
       SELECT CASE WHEN sum(seconds) > $2 THEN sum(seconds) ELSE 0 END::float8 AS unconfirmed,
         coalesce($1 - min(seen_seconds) FILTER (WHERE seconds > 0), 0)::float8 AS remaining FROM clock_jumps
     )
     SELECT clock_timestamp() - make_interval(secs => unconfirmed) AS confirmed, unconfirmed,
       CASE WHEN unconfirmed > 0 THEN remaining ELSE 0 END AS "left" FROM ahead`,
    [CONFIRMED_AFTER_SECONDS, TOLERANCE_SECONDS],
  );
}
