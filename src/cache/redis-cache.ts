/** A cache that servers share: Redis, at a URL or found by Sentinels. */
import { Redis } from "ioredis";
import type { Cache } from "./cache.js";

export interface RedisOptions {
  /** `redis://[:password@]host:6379`; null to use Sentinels. */
  url: string | null;
  /** `host:port` of each Sentinel. */
  sentinels: readonly string[];
  /** The Sentinels' name of the primary. */
  masterName: string;
  password: string | null;
  /** Called when Redis goes away and when it is back, not for every failed call. */
  note?: (message: string) => void;
}

const PREFIX = "sister:";
/** A call that takes longer is given up, and the work goes on without its result. */
const CALL_MS = 500;
const CONNECT_MS = 2000;
const RETRY_MOST_MS = 2000;
const REFUSED = /\b(NOAUTH|WRONGPASS|NOPERM|invalid (username-)?password|no password is set)\b/i;
const REFUSAL = "Redis refuses the password";
/** How much longer than its window a count may live before it is taken for one of a clock that was set back. */
const CLOCK_SLACK_MS = 1000;

/** Connects in the background: nothing waits for Redis. */
export class RedisCache implements Cache {
  readonly kind = "redis";
  readonly #redis: Redis;
  #problem: string | null = null;

  constructor({ url, sentinels, masterName, password, note = () => undefined }: RedisOptions) {
    const common = {
      keyPrefix: PREFIX,
      connectTimeout: CONNECT_MS,
      commandTimeout: CALL_MS,
      // Calls fail at once while Redis is away, and are not repeated later.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      retryStrategy: (times: number) => Math.min(RETRY_MOST_MS, 100 * times),
      // After a failover the old primary is a replica, which refuses writes: connect anew.
      reconnectOnError: (error: Error) => error.message.startsWith("READONLY"),
      ...(password === null ? {} : { password }),
    };
    this.#redis =
      url === null
        ? new Redis({
            ...common,
            sentinels: sentinels.map(addressOf),
            name: masterName,
            sentinelRetryStrategy: (times: number) => Math.min(RETRY_MOST_MS, 100 * times),
            ...(password === null ? {} : { sentinelPassword: password }),
            failoverDetector: true,
          })
        : new Redis(url, common);
    this.#redis.on("ready", () => {
      if (this.#problem !== null) note("Redis is back");
      this.#problem = null;
    });
    // Reported once for each reason, and not for each attempt to connect.
    const noteGone = (why: string): void => {
      const refused = REFUSED.test(why);
      // After Redis has refused the password, it closes the connection: that is not another reason.
      if (this.#problem === REFUSAL || (this.#problem !== null && !refused)) return;
      this.#problem = refused ? REFUSAL : "Redis is away";
      note(
        refused
          ? `${REFUSAL} (${why}): set REDIS_PASSWORD, or the one in REDIS_URL; the work goes on without Redis`
          : `Redis is away (${why}): the work goes on without it`,
      );
    };
    this.#redis.on("error", (error: Error) => noteGone(error.message));
    this.#redis.on("close", () => noteGone("the connection was closed"));
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** The result of a call; null if it fails. */
  async #try<T>(call: () => Promise<T>): Promise<T | null> {
    try {
      return await call();
    } catch {
      return null;
    }
  }

  get(key: string): Promise<string | null> {
    return this.#try(() => this.#redis.get(key));
  }

  async set(key: string, value: string, seconds: number): Promise<void> {
    await this.#try(() => this.#redis.set(key, value, "EX", Math.max(1, Math.round(seconds))));
  }

  async count(key: string, seconds: number, more: number): Promise<{ count: number; secondsLeft: number } | null> {
    const answers = await this.#try(() =>
      this.#redis
        .multi()
        .incrby(key, more)
        .expire(key, Math.max(1, Math.round(seconds)), "NX")
        .pttl(key)
        .exec(),
    );
    const [[failed, count] = [null, null], , [, left] = [null, null]] = answers ?? [];
    if (failed || typeof count !== "number" || typeof left !== "number") return null;
    if (left <= seconds * 1000 + CLOCK_SLACK_MS) return { count, secondsLeft: Math.max(0, left / 1000) };
    // Redis's clock was set back since the window began: the count would live for hours.
    await this.#try(() => this.#redis.expire(key, Math.max(1, Math.round(seconds))));
    return { count, secondsLeft: seconds };
  }

  async clear(prefix: string): Promise<void> {
    await this.#try(async () => {
      for (let cursor = "0"; ;) {
        // Unlike other calls, a scan does not add the key prefix.
        const [next, keys] = await this.#redis.scan(cursor, "MATCH", `${PREFIX}${prefix}*`, "COUNT", 1000);
        if (keys.length > 0) await this.#redis.unlink(keys.map((key) => key.slice(PREFIX.length)));
        if (next === "0") return;
        cursor = next;
      }
    });
  }

  async isAlive(): Promise<boolean> {
    return (await this.#try(() => this.#redis.ping())) === "PONG";
  }

  async close(): Promise<void> {
    this.#redis.removeAllListeners("close");
    this.#redis.disconnect();
    await Promise.resolve();
  }
}

function addressOf(text: string): { host: string; port: number } {
  const [, host = text, port = "26379"] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { host, port: Number(port) };
}
