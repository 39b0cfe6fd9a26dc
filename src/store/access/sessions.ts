/**
 * Sessions of browsers. The cookie holds a random secret, the database only its hash. A session has the rights of the
 * token that it was opened with.
 */
import { randomBytes } from "node:crypto";
import { maybeOne, one, type Queryable } from "../../database/database.js";
import { ACCESS_CHANNEL, hashOf } from "./tokens.js";

/** How long a session lasts: a working day. */
export const SESSION_SECONDS = 12 * 3600;
/** A session that lasts longer than this allows was opened while the clock was ahead: it is not valid. */
const CLOCK_SLACK_SECONDS = 60;
const PREFIX = "sister_session_";

export interface NewSession {
  /** It is stored nowhere. */
  secret: string;
  expiresAt: Date;
}

/** Opens a session with a token's id. It also deletes the sessions that have expired. */
export async function createSession(on: Queryable, token: string): Promise<NewSession> {
  const secret = `${PREFIX}${randomBytes(32).toString("base64url")}`;
  await on.query("DELETE FROM sessions WHERE expires_at <= now()");
  const { expiresAt } = await one<{ expiresAt: Date }>(
    on,
    `INSERT INTO sessions (hash, token, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3))
     RETURNING expires_at AS "expiresAt"`,
    [hashOf(secret), token, SESSION_SECONDS],
  );
  return { secret, expiresAt };
}

/**
 * The owner of a session and when it expires. Null if the secret is unknown, the session has expired, or its token was
 * revoked.
 */
export async function findSession(
  on: Queryable,
  secret: string,
): Promise<{ owner: string; operator: boolean; expiresAt: Date } | null> {
  if (!secret.startsWith(PREFIX)) return null;
  return maybeOne(
    on,
    `SELECT owner, operator, expires_at AS "expiresAt" FROM sessions JOIN tokens ON tokens.id = sessions.token
     WHERE sessions.hash = $1 AND expires_at > now() AND revoked_at IS NULL
       AND expires_at <= now() + make_interval(secs => $2)`,
    [hashOf(secret), SESSION_SECONDS + CLOCK_SLACK_SECONDS],
  );
}

/** Closes a session. An expired or unknown secret is not an error. */
export async function endSession(on: Queryable, secret: string): Promise<void> {
  const { count } = await on.query("DELETE FROM sessions WHERE hash = $1", [hashOf(secret)]);
  if (count > 0) await on.query("SELECT pg_notify($1, $2)", [ACCESS_CHANNEL, ""]);
}
