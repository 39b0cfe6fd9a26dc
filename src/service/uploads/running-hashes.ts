/** SHA-256 of resumable uploads, computed as their bytes arrive: a complete upload need not be read again. */
import { createHash, type Hash } from "node:crypto";
import { LRUCache } from "lru-cache";

/**
 * Uploads that are hashed at once. If there are more, the one that was used longest ago is read when it is complete.
 */
const MOST = 1000;

/** Knows only bytes that passed through this process: an upload that another server received a part of has no hash. */
export class RunningHashes {
  readonly #running = new LRUCache<string, { hash: Hash; bytes: number }>({ max: MOST });

  /** Call it after bytes were written at an offset. */
  add(id: string, offset: number, piece: Uint8Array): void {
    if (offset === 0) this.#running.set(id, { hash: createHash("sha256"), bytes: 0 });
    const running = this.#running.get(id);
    if (!running) return;
    // Another server wrote the bytes in between.
    if (running.bytes !== offset) return this.forget(id);
    running.hash.update(piece);
    running.bytes += piece.length;
  }

  /** The hash of an upload with this many bytes. Null if some of them did not pass through this process. */
  of(id: string, bytes: number): string | null {
    const running = this.#running.get(id);
    return running?.bytes === bytes ? running.hash.copy().digest("hex") : null;
  }

  forget(id: string): void {
    this.#running.delete(id);
  }
}
