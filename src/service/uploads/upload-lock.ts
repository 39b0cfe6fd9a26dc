/** One at a time works on an upload, whichever server it talks to. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../database/database.js";
import { LOCK_SECONDS, releaseLock, renewLock, takeLock } from "../../store/servers/locks.js";
import { uploadLock } from "../../store/files/uploads.js";

/** Somebody works on the upload and does not stop. */
export class UploadBusy extends Error {
  constructor() {
    super("somebody else works on this upload: try again later");
    this.name = "UploadBusy";
  }
}

/** How often whoever waits asks again, and whoever holds renews and hears of those who wait, in milliseconds. */
const ASK_MS = 100;
const RENEW_MS = 500;
/** Longer than the dead can hold it. */
const WAIT_MS = 2 * LOCK_SECONDS * 1000;

/**
 * The lock of one request. Whoever wants it while it is held makes the holder stop: a client that comes back must not wait for its broken connection.
 *
 * @example
 * const lock = new UploadLock(database, id);
 * await lock.lock(signal, () => stop());
 * await lock.unlock();
 */
export class UploadLock {
  readonly #database: Database;
  readonly #name: string;
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | null = null;
  #until = 0;

  constructor(database: Database, id: string) {
    this.#database = database;
    this.#name = uploadLock(id);
  }

  /** Whether it is still ours by this process's clock, which began to count before the database did: ask it before each write. */
  get isHeld(): boolean {
    return performance.now() < this.#until;
  }

  /** Waits for the lock. `onWanted`: the work is to stop, because somebody waits or the lock is lost. Rejects with UploadBusy after 30 s. */
  async lock(signal: AbortSignal, onWanted: () => unknown): Promise<void> {
    for (const end = performance.now() + WAIT_MS; ; await sleep(ASK_MS)) {
      signal.throwIfAborted();
      const asked = performance.now();
      if (await takeLock(this.#database, this.#name, this.#holder)) {
        this.#until = asked + LOCK_SECONDS * 1000;
        break;
      }
      if (performance.now() > end) throw new UploadBusy();
    }
    this.#renewLater(onWanted);
  }

  #renewLater(onWanted: () => unknown): void {
    this.#timer = setTimeout(() => {
      void this.#renew(onWanted);
    }, RENEW_MS);
  }

  async #renew(onWanted: () => unknown): Promise<void> {
    const asked = performance.now();
    try {
      const held = await renewLock(this.#database, this.#name, this.#holder);
      // Given back meanwhile.
      if (!this.#timer) return;
      this.#until = held ? asked + LOCK_SECONDS * 1000 : 0;
      if (!held || held.wanted) onWanted();
    } catch {
      // The database may be back before the lock is over.
      if (!this.isHeld) onWanted();
    }
    if (this.isHeld && this.#timer) this.#renewLater(onWanted);
  }

  async unlock(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#until = 0;
    await releaseLock(this.#database, this.#name, this.#holder);
  }
}
