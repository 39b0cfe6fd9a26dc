/** Which tab has which upload: another tab does not list it as left behind. Without Web Locks (no TLS) the server's own lock decides who sends. */

const nameOf = (id: string): string => `sister.upload.${id}`;
const locks = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks;

/** Holds an upload for this tab; returns the function that gives it back. A closed tab gives all back. */
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
