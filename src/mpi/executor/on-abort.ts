/** Many who wait for one AbortSignal: one listener for all, because Node takes more than ten for a leak and looks through them one by one. */

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back once when the signal is aborted, unless the function that this returns was called before. Not for a signal that is aborted already.
 *
 * @example
 * const forget = onAbort(signal, () => reject(signal.reason));
 * work.then(resolve).finally(forget);
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = waiting.get(signal);
  if (!callbacks) waiting.set(signal, (callbacks = new Set()));
  if (callbacks.size === 0) signal.addEventListener("abort", callAll);
  // One object for each call: the same function may wait twice.
  const own = (): void => callback();
  callbacks.add(own);
  return () => {
    if (callbacks.delete(own) && callbacks.size === 0) signal.removeEventListener("abort", callAll);
  };
}

function callAll(this: AbortSignal): void {
  this.removeEventListener("abort", callAll);
  const callbacks = waiting.get(this) ?? new Set();
  waiting.delete(this);
  for (const callback of callbacks) callback();
}
