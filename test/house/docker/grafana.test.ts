/** The dashboard, by Grafana's own types. Its queries are asked of a real Prometheus in the cluster's tests; no Grafana is asked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { ROOT } from "../fake-system.js";

const NAME = join(ROOT, "test", "house", "dashboard.check.ts");
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};
const read = (): Dashboard =>
  JSON.parse(readFileSync(join(ROOT, "docker", "monitoring", "dashboard.json"), "utf8")) as Dashboard;

interface Dashboard {
  panels: { id: number; type: string; gridPos: { h: number; w: number; x: number; y: number } }[];
}

/** What the compiler says of a dashboard that is written as a constant of Grafana's type. */
function faultsOf(dashboard: unknown): string[] {
  const source = `import type { Dashboard } from "@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen";
export const dashboard: Dashboard = ${JSON.stringify(dashboard)};`;
  const host = ts.createCompilerHost(OPTIONS);
  const original = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target) =>
    name === NAME ? ts.createSourceFile(name, source, target) : original(name, target);
  const program = ts.createProgram([NAME], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test("the dashboard is one that Grafana knows", () => {
  expect(faultsOf(read())).toEqual([]);
});

test("what is wrong would be seen", () => {
  const [first, ...others] = read().panels;
  const wrong = [
    { ...first, gridPos: { h: "8", w: 12, x: 0, y: 0 } },
    { ...first, fieldConfig: { defaults: { unit: 5 }, overrides: [] } },
    { ...first, tittle: "Jobs" },
  ];
  for (const panel of wrong) expect(faultsOf({ ...read(), panels: [panel, ...others] })).not.toEqual([]);
});

test("no panel lies over another", () => {
  const { panels } = read();
  const cells = panels.flatMap(({ gridPos: { h, w, x, y } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});
