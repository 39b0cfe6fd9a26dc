/** What the environment says to a server. A variable that cannot be read stops the program at its start, with its name and what is allowed. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { SisterError } from "../../errors.js";
import { DURATION_MOST } from "../../media/sound/plausible.js";
import { readDevices } from "../../speech/devices.js";

export interface Settings {
  port: number;
  host: string;
  /** The one folder of uploads, outputs and the embedded database. */
  dataFolder: string;
  /** null: the embedded database. Of several hosts in it, the one that is not in recovery. */
  databaseUrl: string | null;
  /** Replicas that are read from. */
  databaseReplicaUrls: readonly string[];
  /** null: no Redis. `url` null: by its Sentinels. */
  redis: { url: string | null; sentinels: readonly string[]; masterName: string; password: string | null } | null;
  /** Whether every request needs a token. */
  tokens: boolean;
  /** Videos of more seconds go to the process group. */
  groupThreshold: number;
  uploadBytesMost: number;
  /** Seconds that a video may last. */
  durationMost: number;
  /** Days after which ended jobs are removed; null: never. */
  retentionDays: number | null;
  /** Whether servers take jobs of the group when none is alive. */
  groupFallback: boolean;
  /** Where nginx has the data folder, for it to send files itself: "/data"; null: the server sends them. */
  accelRedirect: string | null;
  /** Name or folder of a speech model, or "sleep:SECONDS" for each second of audio; null: the default engine. */
  speechModel: string | null;
  /** Of each owner, where there are tokens; 0: as many as he likes. */
  requestsPerMinute: number;
  uploadsPerHour: number;
  /** With less free on the data folder's disk a server is not ready. */
  freeBytesLeast: number;
  /** How long requests may take that are there when the server stops. */
  drainSeconds: number;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent";
}

const LOOPBACK = /^(127(\.\d+){3}|localhost|::1)$/;

/** Whether nobody but this machine reaches a server that listens there. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

const integer = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);

const variables = {
  PORT: { of: integer(0, 65_535), allowed: "a port, 0 to 65535 (0: any that is free)" },
  HOST: { of: z.string().regex(/^[\w.:-]+$/), allowed: "an address to listen on, such as 127.0.0.1 or 0.0.0.0" },
  SISTER_DATA_DIR: { of: z.string().min(1), allowed: "a folder that can be written" },
  DATABASE_URL: { of: z.string().regex(/^postgres(ql)?:\/\//), allowed: "postgres://user:password@host:5432/database" },
  DATABASE_REPLICA_URLS: {
    of: z
      .string()
      .transform((text) => text.split(",postgres").map((url, i) => (i === 0 ? url : `postgres${url}`).trim()))
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
  REDIS_MASTER_NAME: { of: z.string().regex(/^[\w.-]+$/), allowed: "the name that the Sentinels have for the primary" },
  REDIS_PASSWORD: { of: z.string().min(1), allowed: "Redis's password, which is also its Sentinels'" },
  SISTER_TOKENS: { of: z.enum(["required", "off"]), allowed: "required, or off (on a loopback address alone)" },
  SISTER_GROUP_THRESHOLD_S: { of: integer(0, 1e9), allowed: "seconds, a whole number" },
  SISTER_MAX_UPLOAD_BYTES: { of: integer(1, 2 ** 50), allowed: "bytes, a whole number" },
  SISTER_MAX_DURATION_S: { of: integer(1, 999_999_999), allowed: "seconds, a whole number from 1" },
  SISTER_RETENTION_DAYS: { of: integer(1, 36_500), allowed: "days, a whole number from 1" },
  SISTER_GROUP_FALLBACK: { of: z.enum(["on", "off"]), allowed: "on or off" },
  SISTER_SPEECH_MODEL: { of: z.string().min(1), allowed: "the name of an installed speech model, or a model's folder" },
  SISTER_ACCEL_REDIRECT: {
    of: z.string().regex(/^\/[\w./-]+$/),
    allowed: "the path of nginx's internal location that has the data folder, such as /data",
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
      // DATABASE_URL may hold a password: what was given is not repeated.
      throw new SisterError(`${name} cannot be read: give ${variables[name].allowed}`, { exitCode: 2 });
    }
    return parsed.data as never;
  };
  const host = read("HOST") ?? "127.0.0.1";
  const tokens = read("SISTER_TOKENS") ?? (isLoopback(host) ? "off" : "required");
  if (tokens === "off" && !isLoopback(host)) {
    throw new SisterError(
      `SISTER_TOKENS=off with HOST=${host} would let everybody in: leave it out, or listen on 127.0.0.1`,
      { exitCode: 2 },
    );
  }
  if (read("REDIS_URL") !== undefined && read("REDIS_SENTINELS") !== undefined)
    throw new SisterError("REDIS_URL and REDIS_SENTINELS are both set: give one of them", { exitCode: 2 });
  // Ranks and engines read these; what cannot be read stops the server at its start.
  readDevices(env);
  const requestsPerMinute = read("SISTER_RATE_LIMIT") ?? 600;
  return {
    port: read("PORT") ?? 8000,
    host,
    dataFolder: resolve(read("SISTER_DATA_DIR") ?? join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "sister")),
    databaseUrl: read("DATABASE_URL") ?? null,
    databaseReplicaUrls: read("DATABASE_REPLICA_URLS") ?? [],
    redis: redisOf(read),
    tokens: tokens === "required",
    groupThreshold: read("SISTER_GROUP_THRESHOLD_S") ?? 60,
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
