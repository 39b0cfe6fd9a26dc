/** Locks that outlast a transaction: leases by the database's clock, so that whoever dies with one holds nobody up for long. */
import { maybeOne, type Queryable } from "../../database/database.js";

/** Seconds that a lock is held without being renewed. */
export const LOCK_SECONDS = 15;

/**
 * Takes a lock that nobody holds. false where somebody does, who is then told that it is wanted. A lock
 * that lasts longer than locks do is of a clock that was set back since: it is shortened.
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

/** Renews a lock, and tells whether somebody waits for it; null where it is not the holder's any more. */
export function renewLock(on: Queryable, name: string, holder: string): Promise<{ wanted: boolean } | null> {
  return maybeOne<{ wanted: boolean }>(
    on,
    `UPDATE locks SET until = now() + make_interval(secs => $3)
     WHERE name = $1 AND holder = $2 AND until > now() RETURNING wanted`,
    [name, holder, LOCK_SECONDS],
  );
}

/** Gives a lock back; one that is another's by now stays his. */
export async function releaseLock(on: Queryable, name: string, holder: string): Promise<void> {
  await on.query("DELETE FROM locks WHERE name = $1 AND holder = $2", [name, holder]);
}

/** Removes what the dead left. */
export async function forgetDeadLocks(on: Queryable): Promise<void> {
  await on.query("DELETE FROM locks WHERE until < now() - interval '1 day'");
}
