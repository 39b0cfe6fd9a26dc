/** Opens the cache that the settings choose. */
import type { Cache } from "../../cache/cache.js";
import { MemoryCache } from "../../cache/memory-cache.js";
import { RedisCache } from "../../cache/redis-cache.js";
import type { Settings } from "./settings.js";

/** Redis, if it is set; else the memory of this process. It connects in the background. */
export function openCache({ redis }: Settings, note: (message: string) => void): Cache {
  return redis === null ? new MemoryCache() : new RedisCache({ ...redis, note });
}
