/**
 * What makes things quicker and may be lost at any time: by a restart, a flush, a failover. No call of it rejects and none takes long: what cannot be had is
 * not there. Nothing that anybody was promised is here alone.
 */

export interface Cache {
  readonly kind: "memory" | "redis";
  /** What was kept under a key; null where it is not there, or not to be had. */
  get(key: string): Promise<string | null>;
  /** Keeps a value for at most so many seconds. */
  set(key: string, value: string, seconds: number): Promise<void>;
  /** Counts so many more under a key, in a window of so many seconds that began with its first; null where nobody can count. */
  count(key: string, seconds: number, more: number): Promise<{ count: number; secondsLeft: number } | null>;
  /** Removes everything whose key begins so, as far as it can be reached. */
  clear(prefix: string): Promise<void>;
  /** What keeps it from being of use, in words without addresses; null: nothing that is known. */
  readonly problem: string | null;
  /** Whether it answers. */
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}
