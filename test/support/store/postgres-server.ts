/**
 * Starts a PostgreSQL server for one test file, from Debian's package: on a free loopback port, in a temporary folder.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface PostgresServer {
  url: string;
  /** URL with its unix socket, for a program that has this machine's files and not its network. */
  socketUrl: string;
  /** Host and port, for a URL with several hosts: "127.0.0.1:5432". */
  address: string;
  /** Ends it at once, as if its host lost its power. Written data stays. */
  crash(): Promise<void>;
  /** Starts it again after it ended. */
  start(): Promise<void>;
  /** Starts a streaming replica. `name`: its name in synchronous replication. */
  replica(name: string): Promise<PostgresServer>;
  /** Runs any statement as its superuser. */
  say(statement: string): void;
  /** Promotes a replica to a primary. */
  promote(): void;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Folder with the programs of the newest PostgreSQL. Null if none is installed. */
export function findPostgres(): string | null {
  const root = "/usr/lib/postgresql";
  try {
    const [newest] = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return newest === undefined ? null : join(root, newest, "bin");
  } catch {
    return null;
  }
}

/** PostgreSQL refuses to run as root. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a new server. `settings`: lines for its configuration file, such as "synchronous_standby_names=*". */
export async function startPostgres(programs: string, settings: readonly string[] = []): Promise<PostgresServer> {
  const server = await Server.make(programs, settings);
  server.run("initdb", ["-D", server.data, "-U", "sister", "-A", "trust", "-E", "UTF8", "--no-sync"]);
  await server.start();
  return server;
}

class Server implements PostgresServer {
  readonly data: string;
  readonly #programs: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #settings: readonly string[];
  #child: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();

  private constructor(programs: string, folder: string, port: number, settings: readonly string[]) {
    this.#programs = programs;
    this.#folder = folder;
    this.#port = port;
    this.data = join(folder, "data");
    this.#settings = [
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${folder}`,
      "fsync=off",
      ...settings,
    ];
  }

  static async make(programs: string, settings: readonly string[]): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "sister-postgres-"));
    const { uid, gid } = owner();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    return new Server(programs, folder, await freePort(), settings);
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return `postgres://sister@${this.address}/postgres`;
  }

  get socketUrl(): string {
    return `postgres://sister@/postgres?host=${this.#folder}&port=${this.#port}`;
  }

  #options() {
    return { ...owner(), cwd: this.#folder, env: { PATH: process.env["PATH"], LC_ALL: "C" } };
  }

  run(program: string, args: readonly string[]): void {
    execFileSync(join(this.#programs, program), [...args], { ...this.#options(), stdio: "ignore" });
  }

  async start(): Promise<void> {
    const args = ["-D", this.data, ...this.#settings.flatMap((one) => ["-c", one])];
    const child = spawn(join(this.#programs, "postgres"), args, {
      ...this.#options(),
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    this.#ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.stderr.on("data", (text: Buffer) => {
        said += text.toString();
        if (/ready to accept (read-only )?connections/.test(said)) resolve();
      });
      void this.#ended.then(() => reject(new Error(`PostgreSQL did not start: ${said}`)));
    });
  }

  async replica(name: string): Promise<PostgresServer> {
    const replica = await Server.make(this.#programs, []);
    const [host = "", port = ""] = this.address.split(":");
    const from = `host=${host} port=${port} user=sister application_name=${name}`;
    replica.run("pg_basebackup", ["-D", replica.data, "-d", from, "-R", "--no-sync", "-c", "fast"]);
    await replica.start();
    return replica;
  }

  say(statement: string): void {
    this.run("psql", ["-d", this.url, "-v", "ON_ERROR_STOP=1", "-c", statement]);
  }

  promote(): void {
    this.run("pg_ctl", ["promote", "-D", this.data, "-w"]);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#child?.kill(signal);
    await this.#ended;
    this.#child = null;
  }

  crash(): Promise<void> {
    // Immediate shutdown: no checkpoint, connections are cut. SIGKILL would leave its children behind.
    return this.#end("SIGQUIT");
  }

  async stop(): Promise<void> {
    // Fast shutdown: connections are ended.
    await this.#end("SIGINT");
    await rm(this.#folder, { recursive: true, force: true });
  }
}
