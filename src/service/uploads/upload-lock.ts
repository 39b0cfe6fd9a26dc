/** A lock that lets one request at a time work on an upload, over all servers. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../database/database.js";
import { LOCK_SECONDS, releaseLock, renewLock, takeLock } from "../../store/servers/locks.js";
import { uploadLock } from "../../store/files/uploads.js";

/** Another request works on the upload and does not stop. */
export class UploadBusy extends Error {
  constructor() {
    super("another request works on this upload: try again later");
    this.name = "UploadBusy";
  }
}

/** Time between two attempts to take the lock, in milliseconds. */
const RETRY_MS = 100;
/** Time between two renewals, in milliseconds. With each, the holder learns whether another request waits. */
const RENEW_MS = 500;
/** Longest wait for the lock, in milliseconds: longer than the lock of a dead process lasts. */
const WAIT_MS = 2 * LOCK_SECONDS * 1000;

/**
 * The lock of one request. A request that wants it makes the holder stop: a client that reconnects must not wait for
 * its broken connection.
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

  /**
   * Whether the lock is still held, by the clock of this process, which started counting before the database did. Check
   * it before each write.
   */
  get isHeld(): boolean {
    return performance.now() < this.#until;
  }

  /**
   * Waits for the lock. Rejects with UploadBusy after 30 s.
   *
   * @param onWanted called when the work must stop: another request waits, or the lock is lost
   */
  async lock(signal: AbortSignal, onWanted: () => unknown): Promise<void> {
    for (const end = performance.now() + WAIT_MS; ; await sleep(RETRY_MS)) {
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
      // It was released meanwhile.
      if (!this.#timer) return;
      this.#until = held ? asked + LOCK_SECONDS * 1000 : 0;
      if (!held || held.wanted) onWanted();
    } catch {
      // The database may be back before the lock expires.
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
