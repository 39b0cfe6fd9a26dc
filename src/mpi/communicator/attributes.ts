/**
 * Attributes: values that a program hangs on communicators. They live in JavaScript, since the callbacks that copy and delete
 * them must not run inside MPI.
 */
import { native } from "../addon/native.js";
import { refuse } from "../error.js";

export interface KeyvalOptions<T> {
  /** Called when a communicator is duplicated, with the value: what the copy gets; undefined: nothing. Default: the copy has no such attribute. */
  copy?: (value: T) => T | undefined;
  /** Called when the attribute is deleted, replaced, or what it hangs on is freed. */
  delete?: (value: T) => void;
}

/**
 * A key of attributes.
 *
 * @example
 * const COLOR = Keyval.create<string>({ copy: (color) => color });
 * world.setAttribute(COLOR, "green");
 */
export class Keyval<T = unknown> {
  /** The functions that it was made with. */
  readonly options: KeyvalOptions<T>;
  #freed = false;

  private constructor(options: KeyvalOptions<T>) {
    this.options = options;
  }

  /** A new key. `T` is the type of the values. */
  static create<T = unknown>(options: KeyvalOptions<T> = {}): Keyval<T> {
    return new Keyval(options);
  }

  /** No new attributes can be set with it; those that are there stay. */
  free(): void {
    this.#freed = true;
  }

  /** @internal */
  checkAlive(operation: string): void {
    if (this.#freed) refuse("MPI_ERR_KEYVAL", operation, "the keyval was freed: make another with Keyval.create");
  }
}

/** Attributes that MPI itself sets on COMM_WORLD. */
export type PredefinedAttribute =
  "TAG_UB" | "HOST" | "IO" | "WTIME_IS_GLOBAL" | "UNIVERSE_SIZE" | "APPNUM" | "LASTUSEDCODE";
const PREDEFINED = ["TAG_UB", "HOST", "IO", "WTIME_IS_GLOBAL", "UNIVERSE_SIZE", "APPNUM", "LASTUSEDCODE"] as const;

/** Undefined where the library does not know it. */
export function predefinedAttribute(comm: number, name: PredefinedAttribute): number | undefined {
  const value = native().commAttribute(comm, PREDEFINED.indexOf(name));
  return Number.isNaN(value) ? undefined : value;
}

/** The attributes of one object. */
export class Attributes {
  readonly #values = new Map<Keyval, unknown>();

  set<T>(key: Keyval<T>, value: T): void {
    key.checkAlive("MPI_Comm_set_attr");
    this.delete(key);
    this.#values.set(key as Keyval, value);
  }
  get<T>(key: Keyval<T>): T | undefined {
    return this.#values.get(key as Keyval) as T | undefined;
  }
  delete<T>(key: Keyval<T>): void {
    if (!this.#values.has(key as Keyval)) return;
    const value = this.get(key) as T;
    this.#values.delete(key as Keyval);
    key.options.delete?.(value);
  }
  /** For a duplicate. */
  copyTo(other: Attributes): void {
    for (const [key, value] of this.#values) {
      const copy = key.options.copy?.(value);
      if (copy !== undefined) other.#values.set(key, copy);
    }
  }
  /** What they hang on is freed. The last that was set is deleted first. */
  clear(): void {
    for (const key of [...this.#values.keys()].reverse()) this.delete(key);
  }
}
