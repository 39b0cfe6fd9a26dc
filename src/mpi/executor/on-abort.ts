/**
 * Many callbacks for one AbortSignal with a single listener. Node.js reports more than ten listeners as a leak, and
 * searches them linearly.
 */

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `callback` once when the signal is aborted, unless the returned function was called before. Not for a signal
 * that is already aborted.
 *
 * @example
 * const forget = onAbort(signal, () => reject(signal.reason));
 * work.then(resolve).finally(forget);
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = waiting.get(signal);
  if (!callbacks) waiting.set(signal, (callbacks = new Set()));
  if (callbacks.size === 0) signal.addEventListener("abort", callAll);
  // A new function for each call, because the same callback may wait twice.
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
