/** The paths under which everything belongs to an owner, so that each request needs access. */
export const OWNED_PREFIXES = ["/api", "/files", "/outputs"] as const;

/**
 * Whether a path lies under one of them.
 *
 * @example
 * isOwnedPath("/api/jobs/{id}"); // true
 */
export const isOwnedPath = (path: string): boolean =>
  OWNED_PREFIXES.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
