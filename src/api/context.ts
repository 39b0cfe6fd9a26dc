/** What the routes work with. */
import type { Logger } from "pino";
import type { Cache } from "../cache/cache.js";
import type { DataFolder } from "../service/uploads/data-folder.js";
import type { Arriving } from "../service/uploads/arriving.js";
import type { RunningHashes } from "../service/uploads/running-hashes.js";
import type { Settings } from "../service/settings/settings.js";
import type { SpeechChoice } from "../speech/default-engine.js";
import type { VideoLooks } from "../service/uploads/media-info-cache.js";
import type { DatabaseAway, Database } from "../database/database.js";
import type { Callers } from "./access/authenticator.js";
import type { JobStatuses } from "./fast-status/job-status-cache.js";
import type { Metrics } from "./metrics.js";
import type { RateLimiter } from "./access/rate-limiter.js";

/** All that a route needs: one for each server process. */
export interface ApiContext {
  database: Database;
  cache: Cache;
  folder: DataFolder;
  settings: Settings;
  /** The engine of its jobs. */
  speech: SpeechChoice;
  hashes: RunningHashes;
  looks: VideoLooks;
  /** Videos that come in forms. */
  arriving: Arriving;
  log: Logger;
  metrics: Metrics;
  limiter: RateLimiter;
  callers: Callers;
  statuses: JobStatuses;
  /** Why it cannot serve; empty: it can. */
  unready: () => Promise<string[]>;
  /** Whether it takes no more requests. */
  isStopping: () => boolean;
  /** Told of a request that the database's absence failed. */
  noteAway: (error: DatabaseAway) => void;
  /** Told of what went wrong without being the caller's fault. */
  fail: (error: unknown, request: string) => void;
}
