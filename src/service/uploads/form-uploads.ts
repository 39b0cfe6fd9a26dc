/**
 * Videos that arrive in forms at the moment. The database has no row of them yet, but they count in their owner's share
 * of the disk. Each server knows its own.
 */

/** One video on its way. */
export interface FormUpload {
  /** Counts bytes before they are written. */
  add(bytes: number): void;
  /** Stops counting it: a job has the video by now, or it was deleted. */
  end(): void;
}

interface Counted {
  owner: string;
  announced: number;
  arrived: number;
}

/**
 * @example
 * const upload = formUploads.begin("ada", 0); // its length is unknown
 * upload.add(piece.length);
 * formUploads.of("ada"); // { claimed: 65536, arrived: 65536 }
 * upload.end();
 */
export class FormUploads {
  readonly #counted = new Set<Counted>();

  /** @param announced length that the client announced, in bytes; 0: unknown */
  begin(owner: string, announced: number): FormUpload {
    const upload = { owner, announced, arrived: 0 };
    this.#counted.add(upload);
    return {
      add: (bytes) => (upload.arrived += bytes),
      end: () => this.#counted.delete(upload),
    };
  }

  /** Bytes that an owner's forms take or announced, and how many of them have arrived. */
  of(owner: string): { claimed: number; arrived: number } {
    let [claimed, arrived] = [0, 0];
    for (const upload of this.#counted) {
      if (upload.owner !== owner) continue;
      claimed += Math.max(upload.announced, upload.arrived);
      arrived += upload.arrived;
    }
    return { claimed, arrived };
  }
}
