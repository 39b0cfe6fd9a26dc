/** Limits how many event streams are open at once, per owner and in total. */
import { Problem } from "../http/problem.js";

/** A page opens two streams, and a browser may have several pages open. */
const OWNER_MOST = 50;
const TOTAL_MOST = 1000;
const RETRY_AFTER_SECONDS = "10";

/**
 * @example
 * const leave = streams.enter("ada"); // throws a Problem with status 429 if there are too many
 * leave();
 */
export class StreamBounds {
  readonly #owners = new Map<string, number>();
  #all = 0;

  /** Counts a stream. The returned function, which may be called twice, ends it. */
  enter(owner: string): () => void {
    const own = this.#owners.get(owner) ?? 0;
    const retryAfter = { "Retry-After": RETRY_AFTER_SECONDS };
    if (own >= OWNER_MOST)
      throw new Problem(
        429,
        `you have ${OWNER_MOST} event streams open, the limit of an owner: close some`,
        retryAfter,
      );
    if (this.#all >= TOTAL_MOST)
      throw new Problem(
        429,
        `${TOTAL_MOST} event streams are open, the limit of this server: try again in a moment`,
        retryAfter,
      );
    this.#owners.set(owner, own + 1);
    this.#all += 1;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#owners.get(owner) ?? 1) - 1;
      if (left > 0) this.#owners.set(owner, left);
      else this.#owners.delete(owner);
      this.#all -= 1;
    };
  }
}
