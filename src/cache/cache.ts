/**
 * A cache makes things faster, and may lose everything at any time: by a restart, a flush, a failover. No call rejects, and none takes long: what cannot be
 * reached counts as missing. Nothing that was promised to a client may be stored only here.
 */
export interface Cache {
  readonly kind: "memory" | "redis";
  /** The value of a key; null if it is missing or cannot be reached. */
  get(key: string): Promise<string | null>;
  /** Stores a value for at most `seconds`. */
  set(key: string, value: string, seconds: number): Promise<void>;
  /**
   * Adds `more` to the count of a key. The window of `seconds` begins with the first call; after it the count begins anew. Resolves with the new count and
   * the seconds until the window ends; null if the cache cannot be reached.
   */
  count(key: string, seconds: number, more: number): Promise<{ count: number; secondsLeft: number } | null>;
  /** Removes every key that begins with `prefix`, as far as it can be reached. */
  clear(prefix: string): Promise<void>;
  /** Why the cache is of no use at the moment, without addresses; null if it works. */
  readonly problem: string | null;
  /** Whether it answers. */
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}
