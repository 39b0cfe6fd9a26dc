/** What was recognized or translated before: how much it is, and clearing it everywhere. */
import type { Cache } from "../../cache/cache.js";
import type { Database } from "../../database/database.js";
import { KeptTranslations, translationsFolder } from "../../translation/kept/kept-translations.js";
import { CLEARED_CHANNEL, readHeardFigures, removeHeard, type HeardFigures } from "../../store/jobs/heard.js";

/** Keys of the cache under which words of segments are. */
export const HEARD_PREFIX = "heard:";

export const readHeard = (database: Database): Promise<HeardFigures> => readHeardFigures(database);

/** Clears the database and the cache. Other processes clear their own memory when they are notified (`followClearing`). */
export async function clearHeard({ database, cache }: { database: Database; cache: Cache }): Promise<void> {
  await database.transaction(removeHeard);
  // After the database: whoever looked there before may have filled the cache again.
  await cache.clear(HEARD_PREFIX);
  await new KeptTranslations(translationsFolder()).clear();
}

/** Clears this process's cache whenever another one has cleared the database; the returned function ends it. */
export function followClearing({
  database,
  cache,
}: {
  database: Database;
  cache: Cache;
}): Promise<() => Promise<void>> {
  return database.listen(CLEARED_CHANNEL, () => void cache.clear(HEARD_PREFIX));
}
