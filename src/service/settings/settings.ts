/**
 * Settings of a server, from the environment. An invalid variable stops the program at its start, with the name and the
 * allowed values.
 */
import { resolve } from "node:path";
import { z } from "zod";
import { SisterError } from "../../errors.js";
import { DURATION_MOST } from "../../media/sound/plausible.js";
import { GROUP_THRESHOLD_SECONDS } from "../../pipeline/run-limits.js";
import { cacheFolder } from "../../cache-folder.js";
import { readDevices } from "../../speech/devices.js";
import { translatorOrder } from "../../translation/translators.js";

export interface Settings {
  port: number;
  host: string;
  /** The folder of uploads, outputs and the embedded database. */
  dataFolder: string;
  /** Null: the embedded database. If the URL names several hosts, the primary is the one that is not in recovery. */
  databaseUrl: string | null;
  /** URLs of replicas to read from. */
  databaseReplicaUrls: readonly string[];
  /** Null: no Redis. `url` null: its Sentinels name the primary. */
  redis: { url: string | null; sentinels: readonly string[]; masterName: string; password: string | null } | null;
  /** Whether every request needs a token. */
  tokens: boolean;
  /** Videos of more seconds go to the process group. */
  groupThreshold: number;
  uploadBytesMost: number;
  /** Longest duration of a video, in seconds. */
  durationMost: number;
  /** Days after which ended jobs are removed. Null: never. */
  retentionDays: number | null;
  /** Whether servers take jobs of the group if no group is alive. */
  groupFallback: boolean;
  /**
   * Path of nginx's internal location for the data folder ("/data"), so that nginx sends files itself. Null: the server
   * sends them.
   */
  accelRedirect: string | null;
  /**
   * Name or folder of a speech model. "sleep:SECONDS" is an engine for tests that waits for each second of audio. Null:
   * the default engine.
   */
  speechModel: string | null;
  /** Limit of each owner, if tokens are required. 0: no limit. */
  requestsPerMinute: number;
  /** Limit of each owner, if tokens are required. 0: no limit. */
  uploadsPerHour: number;
  /** A server is not ready if the disk of the data folder has less free. */
  freeBytesLeast: number;
  /** Seconds that requests may still take when the server stops. */
  drainSeconds: number;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent";
}

const LOOPBACK = /^(127(\.\d+){3}|localhost|::1)$/;

/** Whether only this machine can reach a server that listens on this address. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

const integer = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);

const variables = {
  PORT: { of: integer(0, 65_535), allowed: "a port, 0 to 65535 (0: any free port)" },
  HOST: { of: z.string().regex(/^[\w.:-]+$/), allowed: "an address to listen on, such as 127.0.0.1 or 0.0.0.0" },
  SISTER_DATA_DIR: { of: z.string().min(1), allowed: "a folder that can be written" },
  DATABASE_URL: { of: z.string().regex(/^postgres(ql)?:\/\//), allowed: "postgres://user:password@host:5432/database" },
  DATABASE_REPLICA_URLS: {
    of: z
      .string()
      // A URL of several hosts contains commas, too.
      .transform((text) => text.split(/,\s*(?=postgres(?:ql)?:\/\/)/).map((url) => url.trim()))
      .refine((urls) => urls.every((url) => /^postgres(ql)?:\/\//.test(url))),
    allowed: "URLs of replicas, postgres://user:password@host:5432/database, separated by commas",
  },
  REDIS_URL: { of: z.string().regex(/^rediss?:\/\//), allowed: "redis://host:6379" },
  REDIS_SENTINELS: {
    of: z
      .string()
      .regex(/^[\w.-]+(:\d+)?(,[\w.-]+(:\d+)?)*$/)
      .transform((text) => text.split(",")),
    allowed: "host:port of each Sentinel, separated by commas",
  },
  REDIS_MASTER_NAME: { of: z.string().regex(/^[\w.-]+$/), allowed: "the name that the Sentinels use for the primary" },
  REDIS_PASSWORD: { of: z.string().min(1), allowed: "the password of Redis and of its Sentinels" },
  SISTER_TOKENS: { of: z.enum(["required", "off"]), allowed: "required, or off (only on a loopback address)" },
  SISTER_GROUP_THRESHOLD_S: { of: integer(0, 1e9), allowed: "seconds, a whole number" },
  SISTER_MAX_UPLOAD_BYTES: { of: integer(1, 2 ** 50), allowed: "bytes, a whole number" },
  SISTER_MAX_DURATION_S: { of: integer(1, 999_999_999), allowed: "seconds, a whole number from 1" },
  SISTER_RETENTION_DAYS: { of: integer(1, 36_500), allowed: "days, a whole number from 1" },
  SISTER_GROUP_FALLBACK: { of: z.enum(["on", "off"]), allowed: "on or off" },
  SISTER_SPEECH_MODEL: { of: z.string().min(1), allowed: "the name of an installed speech model, or a model's folder" },
  SISTER_ACCEL_REDIRECT: {
    of: z.string().regex(/^\/[\w./-]+$/),
    allowed: "the path of nginx's internal location for the data folder, such as /data",
  },
  SISTER_RATE_LIMIT: { of: integer(0, 1e9), allowed: "requests a minute of each owner, a whole number (0: no limit)" },
  SISTER_UPLOAD_LIMIT: { of: integer(0, 1e9), allowed: "uploads an hour of each owner, a whole number (0: no limit)" },
  SISTER_MIN_FREE_BYTES: { of: integer(0, 2 ** 50), allowed: "bytes, a whole number" },
  SISTER_DRAIN_S: { of: integer(0, 86_400), allowed: "seconds, a whole number" },
  LOG_LEVEL: {
    of: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]),
    allowed: "fatal, error, warn, info, debug or silent",
  },
} as const;

type Name = keyof typeof variables;

type Read = <N extends Name>(name: N) => z.output<(typeof variables)[N]["of"]> | undefined;

function redisOf(read: Read): Settings["redis"] {
  const url = read("REDIS_URL") ?? null;
  const sentinels = read("REDIS_SENTINELS") ?? [];
  if (url === null && sentinels.length === 0) return null;
  const masterName = read("REDIS_MASTER_NAME") ?? "mymaster";
  return { url, sentinels, masterName, password: read("REDIS_PASSWORD") ?? null };
}

/**
 * Reads the settings. Throws a SisterError with exit code 2 that names the variable and what is allowed.
 *
 * @example
 * const settings = readSettings(); // port 8000 on 127.0.0.1, data in ~/.cache/sister
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const read: Read = (name) => {
    const text = env[name];
    if (text === undefined || text === "") return undefined;
    const parsed = variables[name].of.safeParse(text);
    if (!parsed.success) {
      // The value is not repeated, because DATABASE_URL may contain a password.
      throw new SisterError(`${name} cannot be read: set it to ${variables[name].allowed}`, { exitCode: 2 });
    }
    return parsed.data as never;
  };
  const host = read("HOST") ?? "127.0.0.1";
  const tokens = read("SISTER_TOKENS") ?? (isLoopback(host) ? "off" : "required");
  if (tokens === "off" && !isLoopback(host)) {
    throw new SisterError(
      `SISTER_TOKENS=off with HOST=${host} would give access to everybody: remove SISTER_TOKENS, or set HOST=127.0.0.1`,
      { exitCode: 2 },
    );
  }
  if (read("REDIS_URL") !== undefined && read("REDIS_SENTINELS") !== undefined)
    throw new SisterError("REDIS_URL and REDIS_SENTINELS are both set: set only one of them", { exitCode: 2 });
  // Ranks, engines and translators read these. An invalid value must stop the server at its start.
  readDevices(env);
  translatorOrder(env);
  const requestsPerMinute = read("SISTER_RATE_LIMIT") ?? 600;
  return {
    port: read("PORT") ?? 8000,
    host,
    dataFolder: resolve(read("SISTER_DATA_DIR") ?? cacheFolder(env)),
    databaseUrl: read("DATABASE_URL") ?? null,
    databaseReplicaUrls: read("DATABASE_REPLICA_URLS") ?? [],
    redis: redisOf(read),
    tokens: tokens === "required",
    groupThreshold: read("SISTER_GROUP_THRESHOLD_S") ?? GROUP_THRESHOLD_SECONDS,
    uploadBytesMost: read("SISTER_MAX_UPLOAD_BYTES") ?? 20 * 2 ** 30,
    durationMost: read("SISTER_MAX_DURATION_S") ?? DURATION_MOST,
    retentionDays: read("SISTER_RETENTION_DAYS") ?? null,
    groupFallback: (read("SISTER_GROUP_FALLBACK") ?? "on") === "on",
    accelRedirect: read("SISTER_ACCEL_REDIRECT")?.replace(/\/+$/, "") ?? null,
    speechModel: read("SISTER_SPEECH_MODEL") ?? null,
    requestsPerMinute,
    uploadsPerHour: read("SISTER_UPLOAD_LIMIT") ?? (requestsPerMinute === 0 ? 0 : 60),
    freeBytesLeast: read("SISTER_MIN_FREE_BYTES") ?? 2 ** 30,
    drainSeconds: read("SISTER_DRAIN_S") ?? 60,
    logLevel: read("LOG_LEVEL") ?? "info",
  };
}
