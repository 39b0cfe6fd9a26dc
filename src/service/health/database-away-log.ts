/** The log's lines about a database that is away: one for each reason and minute, without a stack, instead of one for each request and each look for work. */
import type { DatabaseAway } from "../../database/database.js";

const AGAIN_MS = 60_000;
/** Reasons differ in little but their addresses. */
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
    warn(`the database is away, and requests that need it get 503: ${message}`);
  };
}
