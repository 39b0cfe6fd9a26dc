/**
 * The embedded database: PostgreSQL as WebAssembly (PGlite), in a thread of the process that opened it. That process
 * and all others of this machine reach it by a unix socket, with the same client as any PostgreSQL:
 * docs/developing/embedded-database.md.
 */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { messageOf, SisterError } from "../../errors.js";
import type { Database } from "../database.js";
import { PooledDatabase } from "../postgres/pooled-database.js";
import { lockFolder } from "./folder-lock.js";
import { filesMade, openProblem, POSTGRES_VERSION, prepareFiles } from "./pglite-files.js";
import type { PgliteThreadData, PgliteThreadReport } from "./pglite-thread.js";
import { makeSocketFolder, SOCKET_PORT, socketFolder, socketIn } from "./socket-folder.js";

/** PGlite does one statement at a time: more connections would only wait there instead of here. */
const CONNECTIONS = 4;
/** A client that was stopped in a transaction keeps all others waiting: it loses the transaction after this time. */
const IDLE_IN_TRANSACTION_MS = 10_000;

export interface PgliteOptions {
  /** How long a client may do nothing in an open transaction, in milliseconds. Default 10 s. */
  idleInTransactionMs?: number;
}

/**
 * Opens the database in `folder` and makes it if it does not exist; null: in memory, for tests. Throws a SisterError
 * that says what to do if another process has it open, if it cannot be written, or if it is damaged.
 *
 * @example
 * const database = await openPglite("/var/lib/sister/database");
 * await migrate(database);
 */
export async function openPglite(
  folder: string | null,
  { idleInTransactionMs = IDLE_IN_TRANSACTION_MS }: PgliteOptions = {},
): Promise<Database> {
  const options = { idleInTransactionMs };
  if (folder === null) {
    const place = await mkdtemp(join(tmpdir(), "sister-memory-"));
    const thread = await startThread(null, place, options);
    return new EmbeddedDatabase(place, async () => {
      await thread.close();
      await rm(place, { recursive: true, force: true });
    });
  }
  const unlock = await lockFolder(folder);
  try {
    const { isNew } = await prepareFiles(folder);
    const place = socketFolder(folder);
    await makeSocketFolder(place);
    const thread = await startThread(folder, place, options).catch((error: unknown) => {
      throw openProblem(folder, error, { isNew });
    });
    if (isNew) await filesMade(folder);
    return new EmbeddedDatabase(place, async () => {
      await thread.close();
      unlock();
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Connects to the database that another process of this machine has open. Throws a SisterError if none has.
 *
 * @param onLost called once if that process ends before the database is closed
 */
export async function connectPglite(folder: string, onLost: () => void = () => undefined): Promise<Database> {
  const place = socketFolder(folder);
  // A connection without a session: it lasts as long as the other process does.
  const watch = connect(socketIn(place));
  try {
    await once(watch, "connect");
  } catch (error) {
    throw new SisterError(`no sister serve has the database in ${folder} open (${messageOf(error)}): start it first`, {
      cause: error,
    });
  }
  watch.on("error", () => undefined);
  watch.once("close", onLost);
  return new EmbeddedDatabase(place, () => {
    watch.off("close", onLost);
    return ended(watch);
  });
}

const ended = (socket: Socket): Promise<void> => new Promise((resolve) => socket.end(resolve));

interface PgliteThread {
  close(): Promise<void>;
}

/** Rejects with what PGlite threw. */
async function startThread(
  dataDir: string | null,
  place: string,
  options: Required<PgliteOptions>,
): Promise<PgliteThread> {
  const workerData: PgliteThreadData = {
    dataDir,
    socketPath: socketIn(place),
    serverVersion: POSTGRES_VERSION,
    ...options,
  };
  const worker = new Worker(threadProgram(), { workerData, execArgv: [] });
  // An error that the thread does not catch has no listener after the start, so it ends the process: a server without
  // its database is started anew.
  const reported = async (state: "open" | "closed"): Promise<void> => {
    const [report] = (await once(worker, "message")) as [PgliteThreadReport];
    if (report.state === "failed") throw report.error as unknown;
    if (report.state !== state) throw new Error(`the database's thread is ${report.state} instead of ${state}`);
  };
  try {
    await reported("open");
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    close: async () => {
      const exited = once(worker, "exit");
      worker.postMessage("close");
      await reported("closed").finally(() => exited);
    },
  };
}

/** Its module; of TypeScript sources, as in tests, one that loads them by the loader that the tests have. */
function threadProgram(): URL {
  const extension = extname(fileURLToPath(import.meta.url));
  const program = new URL(`./pglite-thread${extension}`, import.meta.url);
  if (extension !== ".ts") return program;
  // Its module for `require` looks for files that are not there.
  const loader = pathToFileURL(
    createRequire(import.meta.url)
      .resolve("tsx/esm/api")
      .replace(/cjs$/, "mjs"),
  ).href;
  return new URL(`data:text/javascript,(await import("${loader}")).register(); await import("${program.href}");`);
}

class EmbeddedDatabase extends PooledDatabase {
  readonly #end: () => Promise<void>;

  constructor(place: string, end: () => Promise<void>) {
    const host = encodeURIComponent(place);
    super([`postgres://sister@/sister?host=${host}&port=${SOCKET_PORT}&sslmode=disable`], {
      kind: "pglite",
      connections: CONNECTIONS,
    });
    this.#end = end;
  }

  override primaryHost(): null {
    return null;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#end();
  }
}
