/** SHA-256 of resumable uploads as they come: when the last byte is there, nothing is to be read again. */
import { createHash, type Hash } from "node:crypto";

/** Uploads that are hashed at once; of more, those that began first are read when they are complete. */
const MOST = 1000;

/** Only what passed through this process is known: an upload that another server took a part of has none. */
export class RunningHashes {
  readonly #running = new Map<string, { hash: Hash; bytes: number }>();

  /** Bytes were written at an offset. */
  add(id: string, offset: number, piece: Uint8Array): void {
    if (offset === 0) {
      const [first] = this.#running.keys();
      if (first !== undefined && this.#running.size >= MOST) this.#running.delete(first);
      this.#running.set(id, { hash: createHash("sha256"), bytes: 0 });
    }
    const running = this.#running.get(id);
    if (!running) return;
    // What is between was written elsewhere.
    if (running.bytes !== offset) return this.forget(id);
    running.hash.update(piece);
    running.bytes += piece.length;
  }

  /** The hash of an upload of so many bytes; null where not all of them passed here. */
  of(id: string, bytes: number): string | null {
    const running = this.#running.get(id);
    return running?.bytes === bytes ? running.hash.copy().digest("hex") : null;
  }

  forget(id: string): void {
    this.#running.delete(id);
  }
}
