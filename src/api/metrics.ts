/** Metrics for Prometheus: the requests of this process, and the figures of queue and workers that the database holds. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Database } from "../database/database.js";
import { readFigures, type CountName, type Figures } from "../store/servers/metrics.js";
import { JOB_STATUSES } from "../store/statuses.js";

export interface FinishedRequest {
  method: string;
  /** The route's pattern. */
  route: string;
  status: number;
  seconds: number;
}

export interface Metrics {
  /** Counts a request. Call the returned function when it has ended. */
  begin(): (request: FinishedRequest) => void;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
  contentType: string;
}

/** The database is asked for figures at most this often, however many programs read the metrics. */
const FIGURES_TTL_MS = 2000;
/** Buckets from answers out of memory to uploads of minutes. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600];

const COUNTS: Readonly<Record<CountName, [name: string, help: string, labels?: Record<string, string>]>> = {
  segments_done: ["sister_segments_done_total", "Segments that were recognized, or found in the cache."],
  segments_failed: ["sister_segments_failed_total", "Segments that could not be recognized."],
  kept_hits: [
    "sister_kept_segments_total",
    "Segments that were looked up in the cache of recognized segments.",
    { result: "hit" },
  ],
  kept_misses: [
    "sister_kept_segments_total",
    "Segments that were looked up in the cache of recognized segments.",
    { result: "miss" },
  ],
  audio_seconds: ["sister_audio_seconds_total", "Seconds of video of completed jobs."],
  work_seconds: ["sister_work_seconds_total", "Seconds that completed jobs took."],
  rank_busy_seconds: ["sister_rank_busy_seconds_total", "Seconds that ranks of the process group worked."],
  rank_idle_seconds: ["sister_rank_idle_seconds_total", "Seconds that ranks were idle while their jobs ran."],
  engine_restarts: ["sister_engine_restarts_total", "Speech engines that had to be restarted."],
};

export function buildMetrics(database: Database): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const latency = new Histogram({
    name: "sister_http_request_duration_seconds",
    help: "Seconds from the head of a request to the head of its response.",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers,
  });
  const inFlight = new Gauge({
    name: "sister_http_requests_in_flight",
    help: "Requests that are not answered yet.",
    registers,
  });
  const show = addFigures(registers);
  const lag = new Gauge({
    name: "sister_replica_lag_seconds",
    help: "Seconds that a replica of this server is behind the primary; +Inf if it does not answer.",
    labelNames: ["replica"],
    registers,
  });

  let cached: Promise<Figures | null> | null = null;
  let until = 0;
  const figures = (): Promise<Figures | null> => {
    if (!cached || performance.now() > until) {
      until = performance.now() + FIGURES_TTL_MS;
      // Without the database, the metrics of this process are still shown.
      cached = readFigures(database).catch(() => null);
    }
    return cached;
  };
  return {
    contentType: registry.contentType,
    begin: () => {
      inFlight.inc();
      return ({ method, route, status, seconds }) => {
        inFlight.dec();
        latency.observe({ method, route, status }, seconds);
      };
    },
    text: async () => {
      show(await figures());
      for (const { replica, seconds } of database.replicaLags()) lag.set({ replica }, seconds);
      return registry.metrics();
    },
  };
}

/** Registers the metrics that the database holds. The returned function sets them. */
function addFigures(registers: Registry[]): (figures: Figures | null) => void {
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []): Gauge<L> =>
    new Gauge<L>({ name, help, labelNames, registers });
  const isUp = gauge("sister_database_up", "Whether the database answers; if not, the figures of jobs are missing.");
  const waiting = gauge("sister_queue_jobs", "Waiting jobs.", ["route"]);
  const oldest = gauge("sister_queue_oldest_seconds", "Seconds that the oldest waiting job has waited.", ["route"]);
  const jobs = gauge("sister_jobs", "Jobs by status.", ["status"]);
  const factor = gauge(
    "sister_real_time_factor",
    "Seconds of video that are done in a second, over the jobs of the last hour; NaN without jobs.",
  );
  const busy = gauge(
    "sister_rank_busy_share",
    "Part of the time in which ranks of the group worked; NaN without recent jobs.",
  );
  const ranks = gauge("sister_group_ranks", "Ranks of the process groups that are alive.");
  const counters = new Map<string, Counter>();
  for (const [name, help, labels = {}] of Object.values(COUNTS))
    if (!counters.has(name))
      counters.set(name, new Counter({ name, help, labelNames: Object.keys(labels), registers }));

  return (figures) => {
    isUp.set(figures ? 1 : 0);
    for (const one of [waiting, oldest, jobs, factor, busy, ranks, ...counters.values()]) one.reset();
    if (!figures) return;
    for (const route of ["group", "local"]) {
      const line = figures.queue.find((queue) => queue.route === route);
      waiting.set({ route }, line?.jobs ?? 0);
      oldest.set({ route }, line?.oldestSeconds ?? 0);
    }
    for (const status of JOB_STATUSES)
      jobs.set({ status }, figures.jobs.find((line) => line.status === status)?.jobs ?? 0);
    factor.set(figures.realTimeFactor ?? NaN);
    busy.set(figures.rankBusyShare ?? NaN);
    ranks.set(figures.groupRanks);
    for (const [key, [name, , labels = {}]] of Object.entries(COUNTS))
      counters.get(name)?.inc(labels, figures.counts.get(key as CountName) ?? 0);
  };
}
