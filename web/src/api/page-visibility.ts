/** Whether the page is visible. */

/** Resolves when the page is visible, or the signal is aborted. */
export function whenVisible(signal: AbortSignal): Promise<void> {
  if (!document.hidden || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const over = new AbortController();
    const look = (): void => {
      if (document.hidden && !signal.aborted) return;
      over.abort();
      resolve();
    };
    document.addEventListener("visibilitychange", look, { signal: over.signal });
    signal.addEventListener("abort", look, { signal: over.signal });
  });
}

/**
 * Gives a signal that is aborted when the page was hidden for `ms` milliseconds without a break. Call `end` when the
 * signal is no longer needed.
 */
export function hiddenFor(ms: number, ended: AbortSignal): { signal: AbortSignal; end: () => void } {
  const hidden = new AbortController();
  const over = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    timer = document.hidden ? setTimeout(() => hidden.abort(), ms) : undefined;
  };
  const end = (): void => {
    clearTimeout(timer);
    over.abort();
  };
  document.addEventListener("visibilitychange", look, { signal: over.signal });
  ended.addEventListener("abort", end, { signal: over.signal });
  look();
  return { signal: hidden.signal, end };
}
