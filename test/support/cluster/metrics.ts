/** Queries of a stack's Prometheus, over the network of the stack. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./programs.js";
import type { Stack } from "./stack.js";

const FOLDER = join(ROOT, "docker", "monitoring");

interface Dashboard {
  panels: { targets?: { expr: string }[] }[];
}

/** The queries of the Grafana dashboard. */
export function dashboardQueries(): string[] {
  const { panels } = JSON.parse(readFileSync(join(FOLDER, "dashboard.json"), "utf8")) as Dashboard;
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
}

/** Names of the metrics in alerts. */
export function alertedMetrics(): string[] {
  const text = readFileSync(join(FOLDER, "alerts.yml"), "utf8");
  const expressions = [...text.matchAll(/^ +expr: (.*)$/gm)].map(([, expression = ""]) => expression);
  const names = expressions.flatMap(
    (expression) => expression.match(/\b(?:sister|pg|redis|nginx|up)(?:_\w+)?\b/g) ?? [],
  );
  return [...new Set(names.filter((name) => !/^(sister|pg|redis|nginx)$/.test(name)))];
}

/** An answer of its HTTP API. */
export async function askPrometheus<T>(stack: Stack, path: string): Promise<T> {
  const program = `fetch(process.argv[1]).then((a) => a.text()).then((t) => console.log(t))`;
  const said = await stack.exec("backend1", ["node", "-e", program, `http://prometheus:9090/api/v1/${path}`]);
  const answer = JSON.parse(said) as { status: string; data: T };
  if (answer.status !== "success") throw new Error(`Prometheus: ${said}`);
  return answer.data;
}

/** The number of series that a query finds. */
export async function seriesOf(stack: Stack, query: string): Promise<number> {
  const { result } = await askPrometheus<{ result: unknown[] }>(stack, `query?query=${encodeURIComponent(query)}`);
  return result.length;
}

/** Names of the alerts in one of these states. */
export async function alertsOf(stack: Stack, ...states: ("pending" | "firing")[]): Promise<string[]> {
  interface Alert {
    state: string;
    labels: { alertname: string };
  }
  const { alerts } = await askPrometheus<{ alerts: Alert[] }>(stack, "alerts");
  return alerts.filter(({ state }) => states.includes(state as "firing")).map(({ labels }) => labels.alertname);
}
