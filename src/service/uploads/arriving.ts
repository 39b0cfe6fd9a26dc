/** Videos that come in forms at the moment: they have no row in the database yet, and count in their owner's room all the same. Of this server alone. */

/** One video on its way. */
export interface Arrival {
  /** Counts bytes before they are written. */
  add(bytes: number): void;
  /** It is over: what came is a video of a job by now, or gone. */
  end(): void;
}

interface Coming {
  owner: string;
  announced: number;
  arrived: number;
}

/**
 * @example
 * const arrival = arriving.begin("ada", 0); // its length is not known
 * arrival.add(piece.length);
 * arriving.of("ada"); // { claimed: 65536, arrived: 65536 }
 * arrival.end();
 */
export class Arriving {
  readonly #coming = new Set<Coming>();

  /** `announced`: how many bytes the sender said; 0 if it did not say. */
  begin(owner: string, announced: number): Arrival {
    const coming = { owner, announced, arrived: 0 };
    this.#coming.add(coming);
    return {
      add: (bytes) => (coming.arrived += bytes),
      end: () => this.#coming.delete(coming),
    };
  }

  /** Bytes that an owner's forms take or announced, and how many of them have come. */
  of(owner: string): { claimed: number; arrived: number } {
    let [claimed, arrived] = [0, 0];
    for (const coming of this.#coming) {
      if (coming.owner !== owner) continue;
      claimed += Math.max(coming.announced, coming.arrived);
      arrived += coming.arrived;
    }
    return { claimed, arrived };
  }
}
