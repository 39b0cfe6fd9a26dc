/** API tokens: shown once, kept as a hash. A token's name is its owner: two tokens of one name see the same jobs. */
import { hash, randomBytes, randomUUID } from "node:crypto";
import { maybeOne, type Queryable } from "../../database/database.js";

export interface TokenRecord {
  id: string;
  owner: string;
  /** Whether it also shows and clears what belongs to the whole installation. */
  operator: boolean;
  createdAt: Date;
  revokedAt: Date | null;
}

const COLUMNS = `id, owner, operator, created_at AS "createdAt", revoked_at AS "revokedAt"`;
/** So that people and scanners of secrets know one when they see it. */
const PREFIX = "sister_";

/** What is kept of a secret. */
export const hashOf = (secret: string): string => hash("sha256", secret, "hex");

/** Makes a token. `secret` is nowhere else: it is shown once. */
export async function createToken(
  on: Queryable,
  owner: string,
  { operator = false } = {},
): Promise<{ id: string; secret: string }> {
  const id = randomUUID();
  const secret = `${PREFIX}${randomBytes(32).toString("base64url")}`;
  await on.query("INSERT INTO tokens (id, owner, hash, operator) VALUES ($1, $2, $3, $4)", [
    id,
    owner,
    hashOf(secret),
    operator,
  ]);
  return { id, secret };
}

/** The token of a secret; null where it is none, or was revoked. */
export async function findToken(
  on: Queryable,
  secret: string,
): Promise<Pick<TokenRecord, "id" | "owner" | "operator"> | null> {
  if (!secret.startsWith(PREFIX)) return null;
  return maybeOne(on, "SELECT id, owner, operator FROM tokens WHERE hash = $1 AND revoked_at IS NULL", [
    hashOf(secret),
  ]);
}

export async function listTokens(on: Queryable): Promise<TokenRecord[]> {
  return (await on.query<TokenRecord>(`SELECT ${COLUMNS} FROM tokens ORDER BY created_at, id`)).rows;
}

/** Channel on which servers hear that somebody may not ask any more. */
export const ACCESS_CHANNEL = "sister_access";

/** Ends a token for good; null where there is none of this id. */
export async function revokeToken(on: Queryable, id: string): Promise<TokenRecord | null> {
  const revoked = await maybeOne<TokenRecord>(
    on,
    `UPDATE tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id::text = $1 RETURNING ${COLUMNS}`,
    [id],
  );
  if (revoked) await on.query("SELECT pg_notify($1, $2)", [ACCESS_CHANNEL, id]);
  return revoked;
}
