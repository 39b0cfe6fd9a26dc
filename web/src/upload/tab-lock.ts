/**
 * Locks of tabs on uploads, so that another tab does not list them as unfinished. Without Web Locks (no TLS) the
 * server's lock decides who sends.
 */

const nameOf = (id: string): string => `sister.upload.${id}`;
const locks = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks;

/** Locks an upload for this tab; returns the function that releases it. A closed tab releases all of its locks. */
export function holdUpload(id: string): () => void {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  void locks()
    ?.request(nameOf(id), { ifAvailable: true }, () => held)
    .catch(() => undefined);
  return release;
}

export async function isHeldElsewhere(id: string): Promise<boolean> {
  const state = await locks()?.query();
  return state?.held?.some(({ name }) => name === nameOf(id)) ?? false;
}
