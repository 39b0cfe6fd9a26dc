/** Metrics for Prometheus: what this process did, and what the database says of the queue and of all who work on it. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Database } from "../database/database.js";
import { JOB_STATUSES } from "../store/statuses.js";
import { readFigures, type CountName, type Figures } from "../store/servers/figures.js";

export interface NotedRequest {
  method: string;
  /** The route's pattern. */
  route: string;
  status: number;
  seconds: number;
}

export interface Metrics {
  /** A request came; the returned function says how it ended. */
  begin(): (request: NotedRequest) => void;
  /** All of it, as Prometheus reads it. */
  text(): Promise<string>;
  contentType: string;
}

/** Figures of the database are asked at most so often, whoever scrapes. */
const KEPT_MS = 2000;
/** From answers out of memory to uploads of minutes. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600];

const COUNTS: Readonly<Record<CountName, [name: string, help: string, labels?: Record<string, string>]>> = {
  segments_done: ["sister_segments_done_total", "Segments that were heard, or had been before."],
  segments_failed: ["sister_segments_failed_total", "Segments that could not be recognized."],
  kept_hits: ["sister_kept_segments_total", "Segments asked of what was heard before.", { result: "hit" }],
  kept_misses: ["sister_kept_segments_total", "Segments asked of what was heard before.", { result: "miss" }],
  audio_seconds: ["sister_audio_seconds_total", "Seconds of video of jobs that were done."],
  work_seconds: ["sister_work_seconds_total", "Seconds that those jobs took."],
  rank_busy_seconds: ["sister_rank_busy_seconds_total", "Seconds that ranks of the process group worked."],
  rank_idle_seconds: ["sister_rank_idle_seconds_total", "Seconds that ranks waited while their jobs were done."],
  engine_restarts: ["sister_engine_restarts_total", "Engines that had to be started again."],
};

export function buildMetrics(database: Database): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const latency = new Histogram({
    name: "sister_http_request_duration_seconds",
    help: "Seconds from a request's head to the head of its answer.",
    labelNames: ["method", "route", "status"],
    buckets: SECONDS,
    registers,
  });
  const inFlight = new Gauge({
    name: "sister_http_requests_in_flight",
    help: "Requests without an answer.",
    registers,
  });
  const show = addFigures(registers);
  const lag = new Gauge({
    name: "sister_replica_lag_seconds",
    help: "How far a replica that this server reads is behind; +Inf: it does not answer.",
    labelNames: ["replica"],
    registers,
  });

  let kept: Promise<Figures | null> | null = null;
  let until = 0;
  const figures = (): Promise<Figures | null> => {
    if (!kept || performance.now() > until) {
      until = performance.now() + KEPT_MS;
      // What this process knows is shown all the same.
      kept = readFigures(database).catch(() => null);
    }
    return kept;
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

/** The metrics that live in the database; the returned function sets them. */
function addFigures(registers: Registry[]): (figures: Figures | null) => void {
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []): Gauge<L> =>
    new Gauge<L>({ name, help, labelNames, registers });
  const isUp = gauge(
    "sister_database_up",
    "Whether the database answered: without it the figures of jobs are missing.",
  );
  const waiting = gauge("sister_queue_jobs", "Jobs that wait.", ["route"]);
  const oldest = gauge("sister_queue_oldest_seconds", "For how long the oldest job that waits has.", ["route"]);
  const jobs = gauge("sister_jobs", "Jobs, by their status.", ["status"]);
  const factor = gauge(
    "sister_real_time_factor",
    "Seconds of video done in a second, over jobs of the last hour; NaN: none.",
  );
  const busy = gauge(
    "sister_rank_busy_share",
    "Share of time in which ranks of the group worked; NaN: no job of late.",
  );
  const ranks = gauge("sister_group_ranks", "Ranks of process groups that are alive.");
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
