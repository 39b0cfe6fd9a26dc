/** The server's process: everything opened in order, and closed in order at the end. */
import type { Logger } from "pino";
import { DataFolder } from "../service/uploads/data-folder.js";
import { followClearing } from "../service/work/heard-cache.js";
import { keepProcess } from "../service/work/kept-process.js";
import { localJobs } from "../service/settings/local-jobs.js";
import { openCache } from "../service/settings/open-cache.js";
import { openForServer } from "../service/settings/open-database.js";
import { notesOfAway } from "../service/health/notes-of-away.js";
import { performLocally } from "../service/work/perform.js";
import { renderLoop, SERVER_RENDERS } from "../service/renders/render-loop.js";
import { keepPresence } from "../service/health/presence.js";
import { watchUnready } from "../service/health/readiness.js";
import { keepRemoving } from "../service/removal/retention.js";
import { lookAtClock } from "../service/removal/steady-clock.js";
import { sweep } from "../service/removal/sweep.js";
import { Arriving } from "../service/uploads/arriving.js";
import { RunningHashes } from "../service/uploads/running-hashes.js";
import { chooseSpeech } from "../speech/default-engine.js";
import type { Settings } from "../service/settings/settings.js";
import { Tally } from "../service/health/counters.js";
import { VideoLooks } from "../service/uploads/media-info-cache.js";
import { workLoop, type Lane } from "../service/work/work-loop.js";
import { DatabaseAway, type Database } from "../database/database.js";
import { serveDatabase } from "../database/embedded/database-socket.js";
import { migrate } from "../database/migrations/migrate.js";
import { endAllLeases } from "../store/time/leases-after-jumps.js";
import { buildApp } from "./app.js";
import type { ApiContext } from "./context.js";
import { Callers } from "./access/authenticator.js";
import { requireAddress } from "./http/listen-address.js";
import { EventHub } from "./streams/event-hub.js";
import { openHttpServer } from "./http/http-server.js";
import { answerKnownStatus } from "./fast-status/answer-cached-status.js";
import { JobStatuses } from "./fast-status/job-status-cache.js";
import { buildMetrics } from "./metrics.js";
import { SharedRateLimiter } from "./access/rate-limiter.js";

const DAY_MS = 24 * 3600 * 1000;

export interface RunningServer {
  /** Where it listens: "http://127.0.0.1:8000". */
  url: string;
  /** Takes no more requests, ends those that are there, hands unfinished jobs back. */
  stop: () => Promise<void>;
}

/** Starts a server. Rejects with a SisterError where the folder, the database or the address cannot be had. */
export async function startServer(settings: Settings, log: Logger): Promise<RunningServer> {
  await requireAddress(settings);
  const speech = await chooseSpeech({ model: settings.speechModel ?? undefined });
  const folder = await DataFolder.open(settings.dataFolder);
  const database = await openForServer(settings, folder);
  await migrate(database);
  const alone = database.kind === "pglite";
  if (alone) await endAllLeases(database);
  const noteAway = notesOfAway((message) => log.warn(message));
  const warn = (message: string, error?: unknown): void =>
    error instanceof DatabaseAway ? noteAway(error) : log.warn({ err: error }, message);
  const { confirmed } = await lookAtClock(database, warn);
  await sweep({ database, folder, alone, before: new Date(confirmed.getTime() - DAY_MS), warn });
  const hub = new EventHub();
  const cache = openCache(settings, (message) => log.warn(message));
  let stopping = false;
  const server: ApiContext = {
    database,
    cache,
    folder,
    settings,
    speech,
    hashes: new RunningHashes(),
    looks: new VideoLooks(database),
    arriving: new Arriving(),
    log,
    metrics: buildMetrics(database),
    limiter: new SharedRateLimiter(cache),
    callers: new Callers(database),
    statuses: new JobStatuses(database),
    unready: watchUnready(database, folder, { freeBytesLeast: settings.freeBytesLeast, speech: speech.config }),
    isStopping: () => stopping,
    noteAway,
    fail: (error, request) => log.error({ err: error, request }, "a request failed"),
  };
  const unlisten = [await hub.listen(server), await server.callers.listen(), await followClearing(server)];
  const tally = new Tally(database, warn);
  if (speech.note !== null) log.warn(speech.note);
  const loop = workLoop({
    database,
    folder,
    cache,
    speech,
    durationMost: settings.durationMost,
    tally,
    warn,
    lanes: lanesOf(settings),
  });
  await loop.start();
  const renders = renderLoop({ database, folder, warn }, SERVER_RENDERS);
  await renders.start();
  const presence = keepPresence(database, warn);
  const removing = keepRemoving({ database, folder, days: settings.retentionDays, warn });
  const own = database.kind === "pglite" ? await startOwnGroup(database, folder, settings, warn) : null;
  const app = buildApp(server, hub);
  const http = await openHttpServer(
    { fetch: app.fetch, known: answerKnownStatus(server) },
    settings,
    (status, error) => {
      if (error === undefined) log.info({ status }, "no request");
      else log.error({ status, err: error }, "a request failed");
    },
  );
  const { url } = http;
  log.info({ url, database: database.kind, folder: folder.path }, "listening");
  return {
    url,
    stop: async () => {
      stopping = true;
      hub.stop();
      // Jobs go back at once: whoever else works takes them while the last requests are answered.
      await Promise.all([http.drain(settings.drainSeconds * 1000), loop.stop(), renders.stop(), removing.stop()]);
      await presence.stop();
      await own?.stop();
      await tally.stop();
      for (const end of unlisten) await end();
      await database.close();
      await cache.close();
      log.info("stopped");
    },
  };
}

/** A server's own workers: for short videos, and for those of the group when none is alive. */
function lanesOf({ groupFallback }: Settings): Lane[] {
  const lanes: Lane[] = [{ route: "local", slots: () => localJobs(), perform: performLocally }];
  if (groupFallback) lanes.push({ route: "group", fallback: true, slots: () => 1, perform: performLocally });
  return lanes;
}

/** Alone on its machine a server has a process group of its own: the supervisor is a child, and has the database by a socket. */
async function startOwnGroup(
  database: Database,
  folder: DataFolder,
  settings: Settings,
  warn: (message: string) => void,
): Promise<{ stop: () => Promise<void> }> {
  const socket = await serveDatabase(database, folder.databaseSocket);
  const command = [process.execPath, process.argv[1] ?? "", "group"] as const;
  const env = { ...process.env, SISTER_DATA_DIR: settings.dataFolder };
  const supervisor = keepProcess([...command], env, (how) => warn(`the supervisor of the process group ended: ${how}`));
  return {
    stop: async () => {
      await supervisor.stop();
      await socket.close();
    },
  };
}
