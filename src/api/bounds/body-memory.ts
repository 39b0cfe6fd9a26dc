/** How much memory the bodies take that are being read or worked on, of each owner and in all. Those that go to disk as they come are not in it. */
import { Problem } from "../http/problem.js";

const MIB = 2 ** 20;

export interface MemoryBounds {
  perOwner: number;
  inAll: number;
}

/** Two of the largest documents of an owner at once, and eight in all. */
const BOUNDS: MemoryBounds = { perOwner: 64 * MIB, inAll: 256 * MIB };
const AGAIN_SECONDS = "2";

/** What one body has claimed. */
export interface BodyClaim {
  /** Claims more; throws a Problem with status 429 or 503 if there is no room. */
  grow(bytes: number): void;
  /** Gives all of it back. */
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
    const { perOwner, inAll } = this.#bounds;
    const again = { "Retry-After": AGAIN_SECONDS };
    if (own + bytes > perOwner)
      throw new Problem(
        429,
        `your requests that are being read hold more than ${perOwner} bytes: send fewer at once`,
        again,
      );
    if (this.#all + bytes > inAll)
      throw new Problem(
        503,
        "the server reads as many large requests as it has memory for: try again in a moment",
        again,
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
