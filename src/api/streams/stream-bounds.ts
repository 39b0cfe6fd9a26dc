/** How many event streams are open at once, of each owner and in all. */
import { Problem } from "../http/problem.js";

/** A page has two, and a browser some tabs. */
const OWNER_MOST = 50;
const ALL_MOST = 1000;
const AGAIN_SECONDS = "10";

/**
 * @example
 * const leave = streams.enter("ada"); // throws a Problem with status 429 if there are too many
 * leave();
 */
export class StreamBounds {
  readonly #owners = new Map<string, number>();
  #all = 0;

  enter(owner: string): () => void {
    const own = this.#owners.get(owner) ?? 0;
    const again = { "Retry-After": AGAIN_SECONDS };
    if (own >= OWNER_MOST)
      throw new Problem(429, `you have ${OWNER_MOST} event streams open, the most of an owner: close some`, again);
    if (this.#all >= ALL_MOST)
      throw new Problem(
        429,
        `${ALL_MOST} event streams are open, the most of this server: try again in a moment`,
        again,
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
