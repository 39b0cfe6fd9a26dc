/** Idempotency keys: a request that is sent again is answered with what the first one made. */
import { maybeOne, type Queryable } from "../../database/database.js";

export type KeyClaim =
  /** Nobody used it: the caller makes the job and says so with `fulfillKey`, in the same transaction. */
  | { state: "new" }
  /** The same request was answered with this job. */
  | { state: "answered"; job: string }
  /** The key was used for another request. */
  | { state: "other" };

/**
 * Claims a key in a transaction: a twin that runs at the same time waits here for the end of that transaction. `request` is a hash of what was asked.
 */
export async function claimKey(
  transaction: Queryable,
  { owner, key, request }: { owner: string; key: string; request: string },
): Promise<KeyClaim> {
  const claimed = await transaction.query(
    "INSERT INTO idempotency_keys (owner, key, request) VALUES ($1, $2, $3) ON CONFLICT (owner, key) DO NOTHING RETURNING key",
    [owner, key, request],
  );
  if (claimed.count > 0) return { state: "new" };
  const used = await lookUpKey(transaction, { owner, key, request });
  // Claimed by a transaction that made no job of it.
  return used.state === "new" ? { state: "other" } : used;
}

/** What a key was answered with, without claiming it. */
export async function lookUpKey(
  on: Queryable,
  { owner, key, request }: { owner: string; key: string; request: string },
): Promise<KeyClaim> {
  const used = await maybeOne<{ request: string; job: string | null }>(
    on,
    "SELECT request, job FROM idempotency_keys WHERE owner = $1 AND key = $2",
    [owner, key],
  );
  if (!used) return { state: "new" };
  if (used.request !== request || used.job === null) return { state: "other" };
  return { state: "answered", job: used.job };
}

export async function fulfillKey(transaction: Queryable, owner: string, key: string, job: string): Promise<void> {
  await transaction.query("UPDATE idempotency_keys SET job = $3 WHERE owner = $1 AND key = $2", [owner, key, job]);
}
