/**
 * How far the database's clock may be trusted. What is removed for its age is removed by this clock, and a clock that is set a year ahead would have all
 * of it removed. So servers note how much time they have seen pass, and what the clock went forward without that is unconfirmed for a day.
 */
import { maybeOne, one, type Database, type Queryable } from "../../database/database.js";

/** A clock that counts seconds whatever the time of day is set to, and that `boot` tells from others: two readings of one boot can be subtracted. */
export interface SteadyReading {
  boot: string;
  seconds: number;
}

export interface ClockState {
  /** The database's time, less all that is unconfirmed: nothing is as old as it seems to be by a clock that is ahead of this. */
  confirmed: Date;
  /** Seconds between that and the database's time. */
  unconfirmed: number;
  /** Seconds that the clock went forward, since the last look, without that time having been seen to pass; 0: it did not. */
  jumped: number;
  /** Seconds that must still be seen to pass until all is confirmed; 0: all is. */
  left: number;
}

/** A clock's own errors, and slow corrections of them. */
const TOLERANCE_SECONDS = 600;
/** Servers look every 15 minutes: a longer gap between two looks, of which nobody knows how long it was, is unconfirmed. */
const GAP_SECONDS = 3600;
/** So much time must be seen to pass, in all, until a jump is confirmed: a day, for somebody to notice. */
export const CONFIRMED_AFTER_SECONDS = 24 * 3600;

/**
 * The seconds of a gap between two looks that nobody saw pass; negative: the clock went back by so much.
 *
 * @param gap seconds between both looks by the clock
 * @param elapsed seconds between them by a steady clock; null: unknown, because the machine was started anew or another one looked
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

/** Looks at the clock and notes what was seen. Servers do it at their start and before they remove anything. */
export function witnessClock(database: Database, steady: SteadyReading): Promise<ClockState> {
  return database.transaction(async (transaction) => {
    await transaction.query("LOCK TABLE clock IN EXCLUSIVE MODE");
    // Not now(), which is when the transaction began.
    const last = await maybeOne<{ gap: number; boot: string; seconds: number }>(
      transaction,
      "SELECT extract(epoch FROM clock_timestamp() - seen_at)::float8 AS gap, boot, seconds FROM clock",
    );
    let jumped = 0;
    if (last) {
      // A steady clock that went back is another one.
      const elapsed =
        last.boot === steady.boot && steady.seconds >= last.seconds ? steady.seconds - last.seconds : null;
      jumped = unexplained(last.gap, elapsed);
      await confirm(transaction, elapsed ?? (jumped === 0 ? Math.max(0, last.gap) : 0));
      // One that went back takes its own time to be forgotten, so it makes up for one that went forward before it for as long as that counts.
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

/** What was last found, without another look. */
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
