/** Redis servers and Sentinels for one test file, from Debian's packages: on free loopback ports, in folders that are removed afterwards. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SERVER = "/usr/bin/redis-server";

/** Why Redis is missing; null if it is installed. */
export function redisMissing(): string | null {
  return existsSync(SERVER) ? null : "there is no Redis (Debian: redis-server)";
}

export interface RedisServer {
  port: number;
  /** Runs a command and returns its output. */
  say(command: readonly string[]): string;
  /** How many keys it holds. */
  keys(): number;
  /** Replaces all values by invalid ones. */
  spoil(): void;
  /** Kills it. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function launch(lines: (port: number) => readonly string[], flags: readonly string[] = []): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "sister-redis-"));
  const port = await freePort();
  const file = join(folder, "redis.conf");
  await writeFile(file, [`port ${port}`, "bind 127.0.0.1", `dir ${folder}`, ...lines(port), ""].join("\n"));
  const child: ChildProcess = spawn(SERVER, [file, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (text: Buffer) => {
      said += text.toString();
      if (/Ready to accept connections|\+monitor master/.test(said)) resolve();
    });
    void ended.then(() => reject(new Error(`Redis did not start: ${said}`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const say = (command: readonly string[]): string => ask(port, command);
  return {
    port,
    say,
    keys: () => Number(say(["DBSIZE"])),
    spoil: () => {
      for (const key of say(["KEYS", "*"]).split("\n").filter(Boolean)) say(["SET", key, '[{"text":1}]']);
    },
    kill: () => end("SIGKILL"),
    stop: async () => {
      await end("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const SECRET = "a password";
export const PASSWORD = SECRET;

/** Starts a server: a primary, or a replica of the primary at this port. */
export function startRedis(primary: number | null = null): Promise<RedisServer> {
  return launch(() => [
    'save ""',
    `requirepass "${SECRET}"`,
    `masterauth "${SECRET}"`,
    ...(primary === null ? [] : [`replicaof 127.0.0.1 ${primary}`]),
  ]);
}

/** Starts one of three Sentinels that watch the primary at this port. */
export function startSentinel(primary: number): Promise<RedisServer> {
  return launch(
    () => [
      `sentinel monitor mymaster 127.0.0.1 ${primary} 2`,
      `sentinel auth-pass mymaster "${SECRET}"`,
      "sentinel down-after-milliseconds mymaster 2000",
      "sentinel failover-timeout mymaster 10000",
      `requirepass "${SECRET}"`,
      `sentinel sentinel-pass "${SECRET}"`,
    ],
    ["--sentinel"],
  );
}

function ask(port: number, command: readonly string[]): string {
  const env = { ...process.env, REDISCLI_AUTH: SECRET };
  return execFileSync("redis-cli", ["-p", String(port), ...command], { encoding: "utf8", env });
}

/** Whether a Sentinel has found the other two and the replica. */
export function knowsOthers(port: number): boolean {
  const count = (what: string): number =>
    ask(port, ["sentinel", what, "mymaster"])
      .split("\n")
      .filter((line) => line === "runid").length;
  return count("sentinels") === 2 && count("replicas") === 1;
}
