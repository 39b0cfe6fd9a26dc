/**
 * Whose a secret is. The database is asked, and what it says holds for a second at most: a token that is revoked and a session that is ended are refused
 * as soon as this server hears of it, by a notification, and after that second where the notification is lost.
 */
import type { Database } from "../../database/database.js";
import { findSession } from "../../store/access/sessions.js";
import { ACCESS_CHANNEL, findToken } from "../../store/access/tokens.js";
import { Recent } from "../reads/ttl-cache.js";

export interface Caller {
  owner: string;
  /** Whether the token was made with `--operator`. */
  operator: boolean;
  /** Id of the token that was given; null: a session. */
  token: string | null;
}

export class Callers {
  readonly #database: Database;
  /** Apart, because neither is good for the other. */
  readonly #tokens: Recent<Caller>;
  readonly #sessions: Recent<Caller>;

  constructor(database: Database, now?: () => number) {
    this.#database = database;
    this.#tokens = new Recent(now);
    this.#sessions = new Recent(now);
  }

  /** null where it is no token, or was revoked. */
  ofToken(secret: string): Caller | Promise<Caller | null> {
    return recall(this.#tokens, secret, async () => {
      const found = await findToken(this.#database.reader(), secret);
      return found && { owner: found.owner, operator: found.operator, token: found.id };
    });
  }

  /** null where it is no session, is over, or its token was revoked. */
  ofSession(secret: string): Caller | Promise<Caller | null> {
    return recall(this.#sessions, secret, async () => {
      const found = await findSession(this.#database.reader(), secret);
      return found && { owner: found.owner, operator: found.operator, token: null };
    });
  }

  /** Whose token it is, where that is known already. */
  knownByToken(secret: string): Caller | undefined {
    return this.#tokens.get(secret);
  }

  /** Forgets them all: somebody may not ask any more. */
  forget(): void {
    this.#tokens.forgetAll();
    this.#sessions.forgetAll();
  }

  /** Hears who may not ask any more; the returned function ends it. */
  listen(): Promise<() => Promise<void>> {
    return this.#database.listen(ACCESS_CHANNEL, () => this.forget());
  }
}

const recall = (
  recent: Recent<Caller>,
  secret: string,
  find: () => Promise<Caller | null>,
): Caller | Promise<Caller | null> => recent.get(secret) ?? recent.read(secret, find);
