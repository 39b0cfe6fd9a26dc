/** Loads values in batches: one statement answers all requests that wait at the same time. */

/** How many statements run at once, so that a slow one does not hold up later requests. */
const STATEMENTS_AT_ONCE = 2;

interface Request<Key, Value> {
  key: Key;
  resolve: (value: Value | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * A value is never older than its request: each request is answered by a statement that begins after it.
 *
 * @example
 * const jobs = new BatchLoader((ids: string[]) => findAll(ids)); // a Map by id
 * const job = await jobs.load(id); // undefined if there is none
 */
export class BatchLoader<Key, Value> {
  readonly #read: (keys: Key[]) => Promise<ReadonlyMap<Key, Value>>;
  #waiting: Request<Key, Value>[] = [];
  /** Statements that run or are about to. */
  #statements = 0;

  /** @param read returns the values by their keys, without those that do not exist */
  constructor(read: (keys: Key[]) => Promise<ReadonlyMap<Key, Value>>) {
    this.#read = read;
  }

  /** The value of a key; undefined if there is none. Rejects with the error of the statement. */
  load(key: Key): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    if (this.#statements >= STATEMENTS_AT_ONCE || this.#waiting.length === 0) return;
    this.#statements += 1;
    // Later, so that everything that has arrived by now is in the batch.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      const found = batch.length === 0 ? null : await this.#read([...new Set(batch.map(({ key }) => key))]);
      for (const { key, resolve } of batch) resolve(found?.get(key));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.#statements -= 1;
    this.#start();
  }
}
