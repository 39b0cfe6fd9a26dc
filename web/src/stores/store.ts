/** A value outside React that components can read: playback, uploads, theme, language. */
import { useSyncExternalStore } from "react";

export interface Store<T> {
  get(): T;
  /** Sets the value, or computes it from the previous one, and notifies the subscribers. */
  set(next: T | ((before: T) => T)): void;
  /** Returns the function that ends the subscription. */
  subscribe(notify: () => void): () => void;
}

/**
 * @example
 * const count = createStore(0);
 * count.set((before) => before + 1);
 */
export function createStore<T>(first: T): Store<T> {
  let value = first;
  const readers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const after = typeof next === "function" ? (next as (before: T) => T)(value) : next;
      if (Object.is(after, value)) return;
      value = after;
      for (const notify of [...readers]) notify();
    },
    subscribe(notify) {
      readers.add(notify);
      return () => readers.delete(notify);
    },
  };
}

/** The store's value; the component renders again when it changes. */
export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get);

/**
 * A part of the store's value; the component renders again only when that part changes. `pick` must return the same
 * object for the same value.
 */
export const usePart = <T, P>(store: Store<T>, pick: (value: T) => P): P =>
  useSyncExternalStore(store.subscribe, () => pick(store.get()));
