/** Readings that are made together: one statement for all who ask at the same time, or while others are being answered. */

/** So many statements are on their way at once: one that is slow holds up nobody who comes later. */
const AT_ONCE = 2;

interface Asked<Key, Value> {
  key: Key;
  resolve: (value: Value | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * What is read is never older than the question: who asks is answered by a statement that begins afterwards.
 *
 * @example
 * const jobs = new Batches((ids: string[]) => findAll(ids)); // a Map by id
 * const job = await jobs.load(id); // undefined: there is none
 */
export class Batches<Key, Value> {
  readonly #read: (keys: Key[]) => Promise<ReadonlyMap<Key, Value>>;
  #waiting: Asked<Key, Value>[] = [];
  /** Statements on their way, and those that are about to be. */
  #begun = 0;

  /** @param read the values by their keys; one that is not there is left out */
  constructor(read: (keys: Key[]) => Promise<ReadonlyMap<Key, Value>>) {
    this.#read = read;
  }

  /** Rejects with what the statement rejected with. */
  load(key: Key): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      this.#begin();
    });
  }

  #begin(): void {
    if (this.#begun >= AT_ONCE || this.#waiting.length === 0) return;
    this.#begun += 1;
    // After all that has come in by now.
    setImmediate(() => void this.#answer());
  }

  async #answer(): Promise<void> {
    const asked = this.#waiting;
    this.#waiting = [];
    try {
      const found = asked.length === 0 ? null : await this.#read([...new Set(asked.map(({ key }) => key))]);
      for (const { key, resolve } of asked) resolve(found?.get(key));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
    this.#begun -= 1;
    this.#begin();
  }
}
