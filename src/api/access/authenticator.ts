/**
 * Finds the owner of a token or session. What the database answers is kept for at most a second. A notification removes revoked tokens and ended
 * sessions at once; if the notification is lost, they are refused after that second.
 */
import type { Database } from "../../database/database.js";
import { findSession } from "../../store/access/sessions.js";
import { ACCESS_CHANNEL, findToken } from "../../store/access/tokens.js";
import { TtlCache } from "../reads/ttl-cache.js";

export interface Caller {
  owner: string;
  /** Whether the token was made with `--operator`. */
  operator: boolean;
  /** Id of the token; null for a session. */
  token: string | null;
}

export class Authenticator {
  readonly #database: Database;
  /** Two caches, because a token is not valid as a session, nor a session as a token. */
  readonly #tokens: TtlCache<Caller>;
  readonly #sessions: TtlCache<Caller>;

  constructor(database: Database, now?: () => number) {
    this.#database = database;
    this.#tokens = new TtlCache(now);
    this.#sessions = new TtlCache(now);
  }

  /** The token's caller; null if there is no such token, or if it was revoked. */
  async ofToken(secret: string): Promise<Caller | null> {
    return this.#tokens.getOrLoad(secret, async () => {
      const found = await findToken(this.#database.reader(), secret);
      return found && { owner: found.owner, operator: found.operator, token: found.id };
    });
  }

  /** The session's caller; null if there is no such session, if it has ended, or if its token was revoked. */
  async ofSession(secret: string): Promise<Caller | null> {
    return this.#sessions.getOrLoad(secret, async () => {
      const found = await findSession(this.#database.reader(), secret);
      return found && { owner: found.owner, operator: found.operator, token: null };
    });
  }

  /** The token's caller if it is in memory; undefined means that `ofToken` must read it. */
  peekToken(secret: string): Caller | undefined {
    return this.#tokens.get(secret);
  }

  /** Forgets all callers, because one of them lost access. */
  forget(): void {
    this.#tokens.clear();
    this.#sessions.clear();
  }

  /** Listens for revoked tokens and ended sessions until the returned function is called. */
  listen(): Promise<() => Promise<void>> {
    return this.#database.listen(ACCESS_CHANNEL, () => this.forget());
  }
}
