/** A job's list of renders, updated by events. Pure. */
import type { Render } from "./client.js";

/** Whether the render is unfinished. */
export const isActive = ({ status }: Pick<Render, "status">): boolean => status === "queued" || status === "running";

/**
 * The list after an update of a render; a new render goes to the end. An answer that is older than an event changes
 * nothing. Pure.
 */
export function withRender(renders: readonly Render[], render: Render): Render[] {
  const before = renders.find(({ id }) => id === render.id);
  if (!before) return [...renders, render];
  const isBehind = !isActive(before) || (before.status === render.status && before.progress > render.progress);
  return isBehind ? [...renders] : renders.map((other) => (other.id === render.id ? render : other));
}
