/** Limits the memory of request bodies that are being read or processed, per owner and in total. Bodies that go to disk as they arrive do not count. */
import { Problem } from "../http/problem.js";

const MIB = 2 ** 20;

export interface MemoryBounds {
  perOwner: number;
  inTotal: number;
}

/** Two of the largest documents of an owner at once, and eight in total. */
const BOUNDS: MemoryBounds = { perOwner: 64 * MIB, inTotal: 256 * MIB };
const RETRY_AFTER_SECONDS = "2";

/** The memory of one body. */
export interface BodyClaim {
  /** Claims more bytes. Throws a Problem with status 429 or 503 if a limit is reached. */
  grow(bytes: number): void;
  /** Releases all of them. */
  release(): void;
}

/**
 * @example
 * const claim = memory.begin("ada");
 * claim.grow(announced);
 * claim.release();
 */
export class BodyMemory {
  readonly #bounds: MemoryBounds;
  readonly #owners = new Map<string, number>();
  #all = 0;

  constructor(bounds: MemoryBounds = BOUNDS) {
    this.#bounds = bounds;
  }

  begin(owner: string): BodyClaim {
    let claimed = 0;
    return {
      grow: (bytes) => {
        this.#add(owner, bytes);
        claimed += bytes;
      },
      release: () => {
        this.#remove(owner, claimed);
        claimed = 0;
      },
    };
  }

  #add(owner: string, bytes: number): void {
    const own = this.#owners.get(owner) ?? 0;
    const { perOwner, inTotal } = this.#bounds;
    const retryAfter = { "Retry-After": RETRY_AFTER_SECONDS };
    if (own + bytes > perOwner)
      throw new Problem(
        429,
        `your requests in progress hold more than ${perOwner} bytes: send fewer at once`,
        retryAfter,
      );
    if (this.#all + bytes > inTotal)
      throw new Problem(
        503,
        "the server has no memory for another large request at the moment: try again soon",
        retryAfter,
      );
    this.#owners.set(owner, own + bytes);
    this.#all += bytes;
  }

  #remove(owner: string, bytes: number): void {
    const own = (this.#owners.get(owner) ?? 0) - bytes;
    if (own > 0) this.#owners.set(owner, own);
    else this.#owners.delete(owner);
    this.#all -= bytes;
  }
}
