/** What the routes share: the open resources of the server's process, and the variables that middleware sets for each request. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Logger } from "pino";
import type { Cache } from "../cache/cache.js";
import type { DatabaseAway, Database } from "../database/database.js";
import type { Settings } from "../service/settings/settings.js";
import type { FormUploads } from "../service/uploads/form-uploads.js";
import type { DataFolder } from "../service/uploads/data-folder.js";
import type { MediaInfoCache } from "../service/uploads/media-info-cache.js";
import type { RunningHashes } from "../service/uploads/running-hashes.js";
import type { SpeechChoice } from "../speech/default-engine.js";
import type { Authenticator } from "./access/authenticator.js";
import type { JobStatusCache } from "./fast-status/job-status-cache.js";
import type { RequestShares } from "./fast-status/request-shares.js";
import type { Metrics } from "./metrics.js";
import type { EventHub } from "./streams/event-hub.js";

/** Everything that a route needs. A server process has one. */
export interface ApiContext {
  database: Database;
  cache: Cache;
  folder: DataFolder;
  settings: Settings;
  /** The speech engine of this server's jobs. */
  speech: SpeechChoice;
  hashes: RunningHashes;
  mediaInfo: MediaInfoCache;
  /** Videos that are arriving in forms. */
  formUploads: FormUploads;
  log: Logger;
  metrics: Metrics;
  limiter: RequestShares;
  authenticator: Authenticator;
  jobStatuses: JobStatusCache;
  /** Wakes event streams. It must be listening to the database. */
  hub: EventHub;
  /** Why the server cannot serve; empty if it can. */
  unready: () => Promise<string[]>;
  /** Whether the server is shutting down. */
  isStopping: () => boolean;
  /** Called for each request that failed because the database was away. */
  noteAway: (error: DatabaseAway) => void;
  /** Called for each failure that is not the client's fault. `request` names the request in the log. */
  fail: (error: unknown, request: string) => void;
}

/** Variables of a request, which middleware sets and routes read. */
export interface Variables {
  /** The owner whose jobs this request can see. */
  owner: string;
  /** Id of the token that the request was sent with; null for a session, or if the server requires no tokens. */
  token: string | null;
  /** Whether the request may read and clear what belongs to the whole installation. */
  operator: boolean;
  /** Resolves with whether the client still has access. For responses that take long. */
  hasAccess: () => Promise<boolean>;
  /** The id that names this request in the log and in the response. */
  requestId: string;
}

/** Types of a Hono application whose requests have these variables. */
export interface ApiEnv {
  Variables: Variables;
}

export type Api = OpenAPIHono<ApiEnv>;

/** What every file of `routes/` exports: it adds its routes to the application. */
export type AddRoutes = (api: Api, server: ApiContext) => void;
