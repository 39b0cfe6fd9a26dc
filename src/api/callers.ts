/**
 * Whose a secret is. The database is asked, and what it says holds for a second at most: a token that is revoked and a session that is ended are refused
 * as soon as this server hears of it, by a notification, and after that second where the notification is lost.
 */
import type { Database } from "../store/database.js";
import { findSession } from "../store/sessions.js";
import { ACCESS_CHANNEL, findToken } from "../store/tokens.js";
import { Recent } from "./recent.js";

export interface Caller {
  owner: string;
  /** Id of the token that was given; null: a session. */
  token: string | null;
}

export class Callers {
  readonly #database: Database;
  readonly #recent: Recent<Caller>;

  constructor(database: Database, now?: () => number) {
    this.#database = database;
    this.#recent = new Recent(now);
  }

  /** null where it is no token, or was revoked. */
  ofToken(secret: string): Caller | Promise<Caller | null> {
    return this.#known(secret, async () => {
      const found = await findToken(this.#database.reader(), secret);
      return found && { owner: found.owner, token: found.id };
    });
  }

  /** null where it is no session, is over, or its token was revoked. */
  ofSession(secret: string): Caller | Promise<Caller | null> {
    return this.#known(secret, async () => {
      const found = await findSession(this.#database.reader(), secret);
      return found && { owner: found.owner, token: null };
    });
  }

  /** Whose it is, where that is known already: of a token or a session. */
  known(secret: string): Caller | undefined {
    return this.#recent.get(secret);
  }

  #known(secret: string, find: () => Promise<Caller | null>): Caller | Promise<Caller | null> {
    return this.#recent.get(secret) ?? this.#recent.read(secret, find);
  }

  /** Forgets them all: somebody may not ask any more. */
  forget(): void {
    this.#recent.forgetAll();
  }

  /** Hears who may not ask any more; the returned function ends it. */
  listen(): Promise<() => Promise<void>> {
    return this.#database.listen(ACCESS_CHANNEL, () => this.forget());
  }
}
