/** Starts the server: opens everything in order, and closes it in order at the end. */
import type { Logger } from "pino";
import { DataFolder } from "../service/uploads/data-folder.js";
import { followClearing } from "../service/work/heard-cache.js";
import { superviseProcess, type SupervisedProcess } from "../service/work/supervised-process.js";
import { localJobs } from "../service/settings/local-jobs.js";
import { openCache } from "../service/settings/open-cache.js";
import { openForServer } from "../service/settings/open-database.js";
import { databaseAwayLog } from "../service/health/database-away-log.js";
import { performLocally } from "../service/work/perform.js";
import { renderLoop, SERVER_RENDERS } from "../service/renders/render-loop.js";
import { keepPresence } from "../service/health/presence.js";
import { watchUnready } from "../service/health/readiness.js";
import { keepRemoving } from "../service/removal/retention.js";
import { lookAtClock } from "../service/removal/steady-clock.js";
import { sweep } from "../service/removal/sweep.js";
import { FormUploads } from "../service/uploads/form-uploads.js";
import { RunningHashes } from "../service/uploads/running-hashes.js";
import { chooseSpeech } from "../speech/default-engine.js";
import type { Settings } from "../service/settings/settings.js";
import { Counters } from "../service/health/counters.js";
import { MediaInfoCache } from "../service/uploads/media-info-cache.js";
import { workLoop, type Lane } from "../service/work/work-loop.js";
import { DatabaseAway } from "../database/database.js";
import { migrate } from "../database/migrations/migrate.js";
import { endAllLeases } from "../store/time/leases-after-jumps.js";
import { Authenticator } from "./access/authenticator.js";
import { RateLimiter } from "./access/rate-limiter.js";
import { buildApp } from "./app.js";
import type { ApiContext } from "./context.js";
import { answerCachedStatus } from "./fast-status/answer-cached-status.js";
import { JobStatusCache } from "./fast-status/job-status-cache.js";
import { RequestShares } from "./fast-status/request-shares.js";
import { HttpServer } from "./http/http-server.js";
import { requireAddress } from "./http/listen-address.js";
import { buildMetrics } from "./metrics.js";
import { EventHub } from "./streams/event-hub.js";

const DAY_MS = 24 * 3600 * 1000;

export interface RunningServer {
  /** Where it listens: "http://127.0.0.1:8000". */
  url: string;
  /** Takes no more requests, answers those in progress, and returns unfinished jobs to the queue. */
  stop: () => Promise<void>;
}

/** Rejects with a SisterError if the folder, the database or the address cannot be used. */
export async function startServer(settings: Settings, log: Logger): Promise<RunningServer> {
  await requireAddress(settings);
  const speech = await chooseSpeech({ model: settings.speechModel ?? undefined });
  const folder = await DataFolder.open(settings.dataFolder);
  const database = await openForServer(settings, folder);
  await migrate(database);
  const isAlone = database.kind === "pglite";
  if (isAlone) await endAllLeases(database);
  const noteAway = databaseAwayLog((message) => log.warn(message));
  const warn = (message: string, error?: unknown): void =>
    error instanceof DatabaseAway ? noteAway(error) : log.warn({ err: error }, message);
  const { confirmed } = await lookAtClock(database, warn);
  await sweep({ database, folder, alone: isAlone, before: new Date(confirmed.getTime() - DAY_MS), warn });
  const cache = openCache(settings, (message) => log.warn(message));
  let isStopping = false;
  const server: ApiContext = {
    database,
    cache,
    folder,
    settings,
    speech,
    hashes: new RunningHashes(),
    mediaInfo: new MediaInfoCache(database),
    formUploads: new FormUploads(),
    log,
    metrics: buildMetrics(database),
    limiter: new RequestShares(new RateLimiter(cache)),
    authenticator: new Authenticator(database),
    jobStatuses: new JobStatusCache(database),
    hub: new EventHub(),
    unready: watchUnready(database, folder, { freeBytesLeast: settings.freeBytesLeast, speech: speech.config }),
    isStopping: () => isStopping,
    noteAway,
    fail: (error, request) => log.error({ err: error, request }, "a request failed"),
  };
  const { authenticator, hub, jobStatuses } = server;
  const unlisten = [
    await hub.listen(database, (job) => jobStatuses.forget(job)),
    await authenticator.listen(),
    await followClearing(server),
  ];
  const counters = new Counters(database, warn);
  if (speech.note !== null) log.warn(speech.note);
  const loop = workLoop({
    database,
    folder,
    cache,
    speech,
    durationMost: settings.durationMost,
    counters,
    warn,
    lanes: lanesOf(settings),
  });
  await loop.start();
  const renders = renderLoop({ database, folder, warn }, SERVER_RENDERS);
  await renders.start();
  const presence = keepPresence(database, warn);
  const removing = keepRemoving({ database, folder, days: settings.retentionDays, warn });
  const own = database.kind === "pglite" ? startOwnGroup(settings, warn) : null;
  const http = await HttpServer.open(
    {
      fetch: buildApp(server).fetch,
      answerEarly: answerCachedStatus(server),
      onRefused: (status, error) => {
        if (error === undefined) log.info({ status }, "not an HTTP request");
        else log.error({ status, err: error }, "a request failed");
      },
    },
    settings,
  );
  const { url } = http;
  log.info({ url, database: database.kind, folder: folder.path }, "listening");
  return {
    url,
    stop: async () => {
      isStopping = true;
      hub.stop();
      // Jobs return to the queue at once, so that other workers take them while the last requests are answered.
      await Promise.all([http.drain(settings.drainSeconds * 1000), loop.stop(), renders.stop(), removing.stop()]);
      await presence.stop();
      await own?.stop();
      await counters.stop();
      for (const end of unlisten) await end();
      await database.close();
      await cache.close();
      log.info("stopped");
    },
  };
}

/** The server's own workers: for short videos, and for videos of the group while no group is alive. */
function lanesOf({ groupFallback }: Settings): Lane[] {
  const lanes: Lane[] = [{ route: "local", slots: () => localJobs(), perform: performLocally }];
  if (groupFallback) lanes.push({ route: "group", fallback: true, slots: () => 1, perform: performLocally });
  return lanes;
}

/** A server with an embedded database starts its own process group. The supervisor is a child process, which reaches the database through a socket. */
function startOwnGroup(settings: Settings, warn: (message: string) => void): SupervisedProcess {
  const command = [process.execPath, process.argv[1] ?? "", "group"] as const;
  const env = { ...process.env, SISTER_DATA_DIR: settings.dataFolder };
  return superviseProcess([...command], env, (how) => warn(`the supervisor of the process group ended: ${how}`));
}
