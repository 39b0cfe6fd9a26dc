/** Info objects: hints for the library, by name. */
import { refuse } from "./error.js";
import { native } from "./addon/native.js";
import { unwrap, check } from "./addon/error-codes.js";

/** Hints, as callers give them. */
export type Hints = Info | Readonly<Record<string, string | number | boolean>>;

/**
 * Names and values that calls take as hints. A plain object works as well.
 *
 * @example
 * await Window.allocate(world, 1024, { info: { same_disp_unit: true } });
 */
export class Info {
  /** Information from the launcher about this process. */
  static get ENV(): Info {
    return new Info(native().infoEnv(), true);
  }

  #index: number;
  readonly #fixed: boolean;

  private constructor(index: number, fixed = false) {
    this.#index = index;
    this.#fixed = fixed;
  }

  /** Makes an Info with these hints. Set more with `set`; free it with `free`. */
  static create(hints: Readonly<Record<string, string | number | boolean>> = {}): Info {
    const info = new Info(unwrap(native().infoCreate(), "MPI_Info_create"));
    for (const [key, value] of Object.entries(hints)) info.set(key, String(value));
    return info;
  }

  /** @internal */
  static adopt(index: number): Info {
    return new Info(index);
  }

  /** @internal */
  get index(): number {
    if (this.#index < 0) refuse("MPI_ERR_INFO", "MPI_Info", "the info was freed: make another with Info.create");
    return this.#index;
  }

  /** A copy with the same names in the same order. */
  dup(): Info {
    return new Info(unwrap(native().infoDup(this.index), "MPI_Info_dup"));
  }

  /** Sets or replaces a value. Fails with MPI_ERR_INFO_KEY or MPI_ERR_INFO_VALUE if a text is too long. */
  set(key: string, value: string): void {
    check(native().infoSet(this.index, key, value), "MPI_Info_set");
  }
  /** The value; null: the name is not set. */
  get(key: string): string | null {
    return native().infoGet(this.index, key);
  }
  /** Whether the name is set. */
  has(key: string): boolean {
    return this.get(key) !== null;
  }
  /** Deletes a name. Refuses a name that is not set. */
  delete(key: string): void {
    check(native().infoDelete(this.index, key), "MPI_Info_delete");
  }
  /** Number of names. */
  get length(): number {
    return this.keys().length;
  }
  /** All names. */
  keys(): string[] {
    return native().infoKeys(this.index);
  }
  /** All names with their values. */
  toObject(): Record<string, string> {
    return Object.fromEntries(this.keys().map((key) => [key, this.get(key) ?? ""]));
  }

  /** Frees the Info. Using it afterwards is refused. */
  free(): void {
    if (this.#fixed) refuse("MPI_ERR_INFO", "MPI_Info_free", "Info.ENV is predefined: free only what Info.create made");
    const index = this.index;
    this.#index = -1;
    check(native().infoFree(index), "MPI_Info_free");
  }
}

/** Runs a call with the addon's index of the hints. An Info made from a plain object is freed afterwards. */
export async function withHints<T>(hints: Hints | undefined, run: (index: number) => Promise<T>): Promise<T> {
  if (hints === undefined) return run(-1);
  if (hints instanceof Info) return run(hints.index);
  const info = Info.create(hints);
  try {
    return await run(info.index);
  } finally {
    info.free();
  }
}

export function withHintsSync<T>(hints: Hints | undefined, run: (index: number) => T): T {
  if (hints === undefined) return run(-1);
  if (hints instanceof Info) return run(hints.index);
  const info = Info.create(hints);
  try {
    return run(info.index);
  } finally {
    info.free();
  }
}
