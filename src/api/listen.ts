/** The server's process: everything opened in order, and closed in order at the end. */
import { serve, type ServerType } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { availableParallelism } from "node:os";
import type { Logger } from "pino";
import type { SpeechConfig } from "../speech/engine.js";
import { DataFolder } from "../service/data-folder.js";
import type { Settings } from "../service/settings.js";
import { WorkLoop } from "../service/work-loop.js";
import { migrate } from "../store/migrate.js";
import { openPglite } from "../store/pglite.js";
import { openPostgres } from "../store/postgres.js";
import { buildApp, type Server } from "./app.js";
import { EventHub } from "./events-route.js";

export interface RunningServer {
  /** Where it listens: "http://127.0.0.1:8000". */
  url: string;
  /** Takes no more requests, ends those that are there, hands unfinished jobs back. */
  stop: () => Promise<void>;
}

/** A request whose head takes longer is no request; a body may take as long as it flows. */
const HEAD_MS = 20_000;
/** What clients get to finish when the server stops. */
const DRAIN_MS = 5000;

/** Starts a server. Rejects with a SisterError where the folder, the database or the address cannot be had. */
export async function startServer(settings: Settings, log: Logger): Promise<RunningServer> {
  const folder = await DataFolder.open(settings.dataFolder);
  const database =
    settings.databaseUrl === null ? await openPglite(folder.database) : await openPostgres(settings.databaseUrl);
  await migrate(database);
  await folder.removeAbandoned({ alone: database.kind === "pglite" });
  const hub = new EventHub();
  const fail: Server["fail"] = (error, request) => log.error({ err: error, request }, "a request failed");
  const server: Server = { database, folder, settings, fail };
  const unlisten = await hub.listen(server);
  const speech: SpeechConfig =
    settings.speechModel === null ? { kind: "pocketsphinx" } : { kind: "sherpa", dir: settings.speechModel };
  const warn = (message: string, error?: unknown): void => log.warn({ err: error }, message);
  const loop = new WorkLoop({ database, folder, speech, warn, slots: { local: availableParallelism(), group: 1 } });
  await loop.start();
  const app = buildApp(server, hub);
  const listening = await listen(app.fetch, settings);
  const { address, port, family } = listening.address() as AddressInfo;
  const url = `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  log.info({ url, database: database.kind, folder: folder.path }, "listening");
  return {
    url,
    stop: async () => {
      await close(listening);
      await loop.stop();
      await unlisten();
      await database.close();
      log.info("stopped");
    },
  };
}

function listen(fetch: Parameters<typeof serve>[0]["fetch"], { host, port }: Settings): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch,
        hostname: host,
        port,
        serverOptions: { headersTimeout: HEAD_MS, requestTimeout: 0, maxHeaderSize: 16_384 },
      },
      () => resolve(server),
    );
    server.once("error", reject);
  });
}

/** Idle connections end at once, event streams when their clients have had their time. */
function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}
