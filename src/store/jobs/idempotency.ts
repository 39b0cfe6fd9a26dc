/** Idempotency keys: a request that is sent again is answered with the job that the first one made. */
import { maybeOne, type Queryable } from "../../database/database.js";

export type KeyClaim =
  /** The key is new. Create the job and call `fulfillKey` in the same transaction. */
  | { state: "new" }
  /** The same request made this job before. */
  | { state: "answered"; job: string }
  /** The key was used for another request. */
  | { state: "other" };

/**
 * Claims a key in a transaction. An equal request that runs at the same time waits here until that transaction ends.
 *
 * @param request hash of the request
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
  // Another transaction claimed it, made no job, and was rolled back.
  return used.state === "new" ? { state: "other" } : used;
}

/** Looks a key up without claiming it. */
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

/** Records the job that a claimed key has made. */
export async function fulfillKey(transaction: Queryable, owner: string, key: string, job: string): Promise<void> {
  await transaction.query("UPDATE idempotency_keys SET job = $3 WHERE owner = $1 AND key = $2", [owner, key, job]);
}
