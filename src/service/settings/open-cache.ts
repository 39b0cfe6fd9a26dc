/** Which cache a program of this environment has. */
import type { Cache } from "../../cache/cache.js";
import { MemoryCache } from "../../cache/memory-cache.js";
import { RedisCache } from "../../cache/redis-cache.js";
import type { Settings } from "./settings.js";

/** Redis, where there is one; else this process's memory. Nobody waits for it. */
export function openCache({ redis }: Settings, note: (message: string) => void): Cache {
  return redis === null ? new MemoryCache() : new RedisCache({ ...redis, note });
}
