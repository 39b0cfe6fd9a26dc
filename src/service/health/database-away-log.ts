/**
 * Log lines about a database that is away: one a minute for each reason, without a stack, instead of one for each
 * request and each look for work.
 */
import type { DatabaseAway } from "../../database/database.js";

const AGAIN_MS = 60_000;
/** Reasons mostly differ by the addresses in them. */
const REASONS_MOST = 20;

/** @example const noteAway = databaseAwayLog((message) => log.warn(message)); */
export function databaseAwayLog(
  warn: (message: string) => void,
  now: () => number = () => performance.now(),
): (away: DatabaseAway) => void {
  const noted = new Map<string, number>();
  return ({ message }) => {
    if (now() - (noted.get(message) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    if (noted.size >= REASONS_MOST) noted.clear();
    noted.set(message, now());
    warn(`the database is away, so requests that need it get 503: ${message}`);
  };
}
