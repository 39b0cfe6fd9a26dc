/** A job's list of renders, kept true by events. Pure. */
import type { Render } from "./client.js";

/** Whether it is not made yet. */
export const isActive = ({ status }: Pick<Render, "status">): boolean => status === "queued" || status === "running";

/** The list with a render as it is now; a new one is put at its end. An answer that is older than an event changes nothing. Pure. */
export function withRender(renders: readonly Render[], render: Render): Render[] {
  const before = renders.find(({ id }) => id === render.id);
  if (!before) return [...renders, render];
  const isBehind = !isActive(before) || (before.status === render.status && before.progress > render.progress);
  return isBehind ? [...renders] : renders.map((other) => (other.id === render.id ? render : other));
}
