/**
 * Locks that outlast a transaction. They are leases by the database's clock, so the lock of a process that died is free
 * again soon.
 */
import { maybeOne, type Queryable } from "../../database/database.js";

/** Seconds that a lock lasts without a renewal. */
export const LOCK_SECONDS = 15;

/**
 * Takes a lock that is free. If it is held, this resolves with false, and the holder learns from its next renewal that
 * another process waits. A lock that lasts longer than `LOCK_SECONDS` was taken before the clock was set back: it is
 * shortened.
 */
export async function takeLock(on: Queryable, name: string, holder: string): Promise<boolean> {
  const { rows } = await on.query<{ holder: string }>(
    `INSERT INTO locks (name, holder, until) VALUES ($1, $2, now() + make_interval(secs => $3))
     ON CONFLICT (name) DO UPDATE SET
       wanted = locks.until > now(),
       holder = CASE WHEN locks.until > now() THEN locks.holder ELSE excluded.holder END,
       until = CASE WHEN locks.until > now() THEN least(locks.until, excluded.until) ELSE excluded.until END
     RETURNING holder`,
    [name, holder, LOCK_SECONDS],
  );
  return rows[0]?.holder === holder;
}

/** Renews a lock. `wanted`: another process waits for it. Null if the holder has lost it. */
export function renewLock(on: Queryable, name: string, holder: string): Promise<{ wanted: boolean } | null> {
  return maybeOne<{ wanted: boolean }>(
    on,
    `UPDATE locks SET until = now() + make_interval(secs => $3)
     WHERE name = $1 AND holder = $2 AND until > now() RETURNING wanted`,
    [name, holder, LOCK_SECONDS],
  );
}

/** Releases a lock. If another process holds it by now, nothing changes. */
export async function releaseLock(on: Queryable, name: string, holder: string): Promise<void> {
  await on.query("DELETE FROM locks WHERE name = $1 AND holder = $2", [name, holder]);
}

/** Deletes the locks of processes that died. */
export async function forgetDeadLocks(on: Queryable): Promise<void> {
  await on.query("DELETE FROM locks WHERE until < now() - interval '1 day'");
}
