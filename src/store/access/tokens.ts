/**
 * API tokens. A token is shown once, and the database holds only its hash. Its name is the owner: two tokens of one
 * name see the same jobs.
 */
import { hash, randomBytes, randomUUID } from "node:crypto";
import { maybeOne, type Queryable } from "../../database/database.js";

export interface TokenRecord {
  id: string;
  owner: string;
  /** Whether it also opens the routes of the whole installation. */
  operator: boolean;
  createdAt: Date;
  revokedAt: Date | null;
}

const COLUMNS = `id, owner, operator, created_at AS "createdAt", revoked_at AS "revokedAt"`;
/** People and scanners of secrets recognize a token by it. */
const PREFIX = "sister_";

/** The form in which a secret is stored. SHA-256 of 256 random bits needs no salt. */
export const hashOf = (secret: string): string => hash("sha256", secret, "hex");

/** Creates a token. The secret is stored nowhere, so this is the only time that it can be shown. */
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

/** The token of a secret. Null if the secret is unknown, or the token was revoked. */
export async function findToken(
  on: Queryable,
  secret: string,
): Promise<Pick<TokenRecord, "id" | "owner" | "operator"> | null> {
  if (!secret.startsWith(PREFIX)) return null;
  return maybeOne(on, "SELECT id, owner, operator FROM tokens WHERE hash = $1 AND revoked_at IS NULL", [
    hashOf(secret),
  ]);
}

/** All tokens, also revoked ones, the oldest first. */
export async function listTokens(on: Queryable): Promise<TokenRecord[]> {
  return (await on.query<TokenRecord>(`SELECT ${COLUMNS} FROM tokens ORDER BY created_at, id`)).rows;
}

/** Channel that announces to all servers that a token or a session has ended. */
export const ACCESS_CHANNEL = "sister_access";

/** Revokes a token for good. Null if there is no token of this id. */
export async function revokeToken(on: Queryable, id: string): Promise<TokenRecord | null> {
  const revoked = await maybeOne<TokenRecord>(
    on,
    `UPDATE tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id::text = $1 RETURNING ${COLUMNS}`,
    [id],
  );
  if (revoked) await on.query("SELECT pg_notify($1, $2)", [ACCESS_CHANNEL, id]);
  return revoked;
}
