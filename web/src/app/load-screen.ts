/** Screens that are loaded when they are opened, even if the server is away for a moment. */
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import { onceReachable } from "../api/reachability.js";

/** Loaded in the background after the first screen, so that the other screens open without a server. */
const waiting: (() => Promise<unknown>)[] = [];

/**
 * A screen in a chunk of its own.
 *
 * @example
 * const JobsScreen = lazyScreen(() => import("../jobs/jobs-screen.js").then((it) => it.JobsScreen));
 */
export function lazyScreen<P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  waiting.push(load);
  return lazy(async () => ({ default: await onceReachable(load) }));
}

/** Loads all screens while the browser is idle. */
export function loadScreensLater(): void {
  const load = (): void => {
    for (const one of waiting.splice(0)) void one().catch(() => undefined);
  };
  // Safari has no idle callback.
  if ("requestIdleCallback" in window) window.requestIdleCallback(load, { timeout: 5000 });
  else setTimeout(load, 2000);
}
