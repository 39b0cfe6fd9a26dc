/** Parts of the page that are loaded later come from a server that may be away. */

const WAIT_MS = 2000;

/**
 * Loads a part of the page. While the server does not answer it tries again; if the server answers and the part is still missing (another version runs
 * there now), it rejects.
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
