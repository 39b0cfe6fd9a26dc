/**
 * Attributes: values that a program attaches to communicators. They are stored in JavaScript, because their copy and
 * delete callbacks must not run inside MPI.
 */
import { native } from "../addon/native.js";
import { refuse } from "../error.js";

export interface KeyvalOptions<T> {
  /**
   * Called with the value when a communicator is duplicated. Returns the copy's value; undefined: the copy has no such
   * attribute. Default: no copy.
   */
  copy?: (value: T) => T | undefined;
  /** Called when the attribute is deleted or replaced, or when its communicator is freed. */
  delete?: (value: T) => void;
}

/**
 * A key for attributes.
 *
 * @example
 * const COLOR = Keyval.create<string>({ copy: (color) => color });
 * world.setAttribute(COLOR, "green");
 */
export class Keyval<T = unknown> {
  /** The callbacks given to `create`. */
  readonly options: KeyvalOptions<T>;
  #freed = false;

  private constructor(options: KeyvalOptions<T>) {
    this.options = options;
  }

  /** Makes a key. `T` is the type of the values. */
  static create<T = unknown>(options: KeyvalOptions<T> = {}): Keyval<T> {
    return new Keyval(options);
  }

  /** Frees the key: no attribute can be set with it any more. Existing attributes stay. */
  free(): void {
    this.#freed = true;
  }

  /** @internal */
  checkAlive(operation: string): void {
    if (this.#freed) refuse("MPI_ERR_KEYVAL", operation, "the keyval was freed: make another with Keyval.create");
  }
}

/** Attributes that MPI sets on COMM_WORLD. */
export type PredefinedAttribute =
  "TAG_UB" | "HOST" | "IO" | "WTIME_IS_GLOBAL" | "UNIVERSE_SIZE" | "APPNUM" | "LASTUSEDCODE";
const PREDEFINED = ["TAG_UB", "HOST", "IO", "WTIME_IS_GLOBAL", "UNIVERSE_SIZE", "APPNUM", "LASTUSEDCODE"] as const;

/** The value of a predefined attribute; undefined: the library does not have it. */
export function predefinedAttribute(comm: number, name: PredefinedAttribute): number | undefined {
  const value = native().commAttribute(comm, PREDEFINED.indexOf(name));
  return Number.isNaN(value) ? undefined : value;
}

/** The attributes of one communicator. */
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
  /** Copies the attributes to a duplicate. */
  copyTo(other: Attributes): void {
    for (const [key, value] of this.#values) {
      const copy = key.options.copy?.(value);
      if (copy !== undefined) other.#values.set(key, copy);
    }
  }
  /** Deletes all attributes, the last one first. For a communicator that is freed. */
  clear(): void {
    for (const key of [...this.#values.keys()].reverse()) this.delete(key);
  }
}
