/** Loading of later parts of the page from a server that may be away. */

const WAIT_MS = 2000;

/**
 * Loads a part of the page, again and again while the server does not answer. Rejects if the server answers and the
 * part is still missing: it then runs another version.
 */
export async function onceReachable<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (await isReachable()) return load().catch(() => Promise.reject(error as Error));
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}

async function isReachable(): Promise<boolean> {
  try {
    return (await fetch("/health", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
