/** What `npm test` counts, and its last line. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { ROOT } from "./fake-system.js";

interface Counts {
  passed: number;
  failures: string[];
  skips: { name: string; reason: string }[];
}

const load = (name: string): Promise<unknown> => import(join(ROOT, "scripts/checks", name));
const { report } = (await load("report.mjs")) as { report: (parts: Counts[]) => number };
const { default: CountingReporter } = (await load("counting-reporter.mjs")) as {
  default: new () => { onTestRunEnd: (modules: unknown[], errors: unknown[], reason: string) => void };
};

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function reported(parts: Counts[]): { status: number; lines: string[] } {
  const printed: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  const status = report(parts);
  return { status, lines: printed.join("\n").split("\n") };
}

test("the last line counts, and the status is 0 only when nothing failed", () => {
  const good = { passed: 3, failures: [], skips: [{ name: "a > b", reason: "no ssh server" }] };
  const { status, lines } = reported([good, { passed: 2, failures: [], skips: [] }]);
  expect(status).toBe(0);
  expect(lines.at(-1)).toBe("5 passed, 0 failed, 1 skipped");
  expect(lines).toContain("  a > b: no ssh server");

  const bad = reported([good, { passed: 0, failures: ["lint (eslint)"], skips: [] }]);
  expect(bad.status).toBe(1);
  expect(bad.lines.at(-1)).toBe("3 passed, 1 failed, 1 skipped");
  expect(bad.lines).toContain("  lint (eslint)");
});

/** A module as vitest hands it to a reporter, as far as the counting looks at it. */
function module(
  tests: [name: string, state: string, note?: string][],
  { own = [] as unknown[], suite = [] as unknown[] } = {},
) {
  return {
    relativeModuleId: "test/a.test.ts",
    errors: () => own,
    children: {
      allTests: () => tests.map(([fullName, state, note]) => ({ fullName, result: () => ({ state, note }) })),
      allSuites: () => [{ fullName: "a suite", errors: () => suite }],
    },
  };
}

function counted(modules: unknown[], errors: unknown[] = [], reason = "passed"): Counts {
  const folder = mkdtempSync(join(tmpdir(), "sister-counts-"));
  try {
    vi.stubEnv("SISTER_TEST_COUNTS", join(folder, "counts.json"));
    new CountingReporter().onTestRunEnd(modules, errors, reason);
    return JSON.parse(readFileSync(join(folder, "counts.json"), "utf8")) as Counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("tests are counted by their outcome, the skipped ones with their reason", () => {
  const tests: [string, string, string?][] = [
    ["one", "passed"],
    ["two", "failed"],
    ["three", "skipped", "no ssh server"],
    ["four", "skipped"],
  ];
  expect(counted([module(tests)])).toMatchObject({
    passed: 1,
    failures: ["test/a.test.ts > two"],
    skips: [
      { name: "test/a.test.ts > three", reason: "no ssh server" },
      { name: "test/a.test.ts > four", reason: "no reason was given" },
    ],
  });
});

test("a file that does not load, a hook that fails, a file without tests and an uncaught error are failures", () => {
  expect(counted([module([], { own: [new Error("no such module")] })]).failures).toEqual(["test/a.test.ts"]);
  expect(counted([module([["one", "passed"]], { suite: [new Error("beforeAll")] })]).failures).toEqual([
    "test/a.test.ts > a suite",
  ]);
  expect(counted([module([])]).failures).toEqual(["test/a.test.ts (it holds no test)"]);
  expect(counted([module([["one", "passed"]])], [new Error("late")]).failures).toEqual([
    "an error that no test caught: late",
  ]);
});
