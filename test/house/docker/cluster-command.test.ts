/** Which verbs `./cluster` knows, and which stack it works on. A `docker` that only answers which containers there are stands for the engine; test/cluster has real ones. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../fake-system.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-cluster-"));
  mkdirSync(join(folder, "bin"));
  const docker = `#!/bin/sh
[ -z "$ENGINE_AWAY" ] || exit 1
case $1 in
  version) ;;
  ps)
    case " $* " in *" -a "*) list="$RUNNING $ENDED" ;; *) list=$RUNNING ;; esac
    for name in $list; do
      case "$*" in *"project=$name "*) [ $name = sister ] && echo "/x/docker-compose.yml" || echo "/x/docker-compose.dev.yml,/x/more.yml" ;; esac
    done ;;
  compose)
    echo "$*" >> "$CALLS"
    case "$*" in *"ps -q"*) [ -z "$RUNNING" ] || echo id ;; *pg_is_in_recovery*) echo f ;; *"sister token create"*) echo "token of $*" ;; esac ;;
esac
`;
  writeFileSync(join(folder, "bin", "docker"), docker);
  chmodSync(join(folder, "bin", "docker"), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface There {
  RUNNING?: string;
  ENDED?: string;
  ENGINE_AWAY?: string;
}
function cluster(there: There, ...args: string[]): { status: number | null; stderr: string; calls: string } {
  const calls = join(folder, "calls");
  writeFileSync(calls, "");
  const env = { ...process.env, ENDED: "", RUNNING: "", ...there, CALLS: calls, SISTER_ENV_FILE: "/dev/null/none" };
  const PATH = `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`;
  const { status, stderr } = spawnSync(join(ROOT, "cluster"), args, { encoding: "utf8", env: { ...env, PATH } });
  return { status, stderr, calls: readFileSync(calls, "utf8") };
}
const PRODUCTION = /-f docker-compose\.yml/;
const DEV = /-f docker-compose\.dev\.yml/;

describe("./cluster", () => {
  test.each([
    [["token", "ada"], /exec -T backend1 sister token create ada/],
    [["first-token"], /logs --no-log-prefix first-token/],
    [["exec", "mpi-master", "mpirun", "hostname"], /exec -T mpi-master mpirun hostname/],
    [["compose", "build"], / build$/m],
    [["status"], /ps$/m],
    [["down"], /down --remove-orphans/],
  ])("%j is for the stack that is up", (args, call) => {
    for (const [name, file] of [
      ["sister", PRODUCTION],
      ["sister-dev", DEV],
    ] as const) {
      const { status, calls } = cluster({ RUNNING: name }, ...args);
      expect(status, name).toBe(0);
      expect(calls).toMatch(call);
      for (const line of calls.trim().split("\n")) expect(line).toMatch(file);
    }
  });

  test("takes the stack that is named, and says which where both are up", () => {
    const both = { RUNNING: "sister sister-dev" };
    expect(cluster(both, "--dev", "token", "ada").calls).toMatch(DEV);
    const unnamed = cluster(both, "token", "ada");
    expect(unnamed.calls).toMatch(PRODUCTION);
    expect(unnamed.stderr).toMatch(/both stacks run: this is the production stack \(use \.\/cluster --dev token/);
  });

  test("takes the stack that has ended where none runs", () => {
    expect(cluster({ ENDED: "sister-dev" }, "down", "--destroy").calls).toMatch(DEV);
  });

  test.each([["status"], ["token", "ada"], ["first-token"], ["exec", "backend1", "true"], ["backup"], ["roll"]])(
    "%s with nothing running exits with 1 and says what to do",
    (...args) => {
      for (const there of [{}, { ENDED: args[0] === "status" ? "sister-dev" : "" }]) {
        const { status, stderr } = cluster(there, ...args);
        expect(status).toBe(1);
        expect(stderr).toMatch(/nothing runs: \.\/cluster up starts production, \.\/cluster dev the small stack/);
      }
    },
  );

  test("an engine that does not answer is named", () => {
    const { status, stderr } = cluster({ ENGINE_AWAY: "yes" }, "status");
    expect(status).toBe(1);
    expect(stderr).toMatch(/no container engine answers: start Docker/);
  });
});

describe("the verbs of ./cluster", () => {
  const script = readFileSync(join(ROOT, "cluster"), "utf8");
  /** The last `case` runs a verb; `dev` is `up` of another stack. */
  const [, cases = ""] = /\ncase \$verb in\n((?:(?!\ncase )[^])*)\nesac\n$/.exec(script) ?? [];
  const verbs = new Set([
    "dev",
    ...[...cases.matchAll(/^ {2}([a-z][a-z-]*)(?: \| [a-z| -]+)?\)/gm)].map(([, verb]) => verb),
  ]);

  test("are all in its help", () => {
    const { status, stdout } = spawnSync(join(ROOT, "cluster"), ["help"], { encoding: "utf8" });
    expect(status).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+)(?: \| ([a-z-]+))?(?= )/gm)].flatMap(([, one, other]) => [
      one,
      other,
    ]);
    expect(new Set([...listed.filter(Boolean), "help"])).toEqual(verbs);
  });

  test("contain every command of the pages", () => {
    const pages = [
      "CLUSTER_SETUP.md",
      "README.md",
      ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".md"))
        .map((name) => join("docs", name)),
    ];
    const commands = pages.flatMap((page) => {
      const code = readFileSync(join(ROOT, page), "utf8").match(/```[^]*?```|`[^`\n]+`/g) ?? [];
      return [...code.join("\n").matchAll(/\.\/cluster((?: --\w+)*)(?: ([\w-]+))?/g)].map(
        ([command, options = "", verb]) => ({ page, command, options: options.trim(), verb }),
      );
    });
    expect(commands.filter(({ page }) => page === "CLUSTER_SETUP.md").length).toBeGreaterThanOrEqual(5);
    const wrong = commands.filter(
      ({ options, verb }) => !/^(--dev|--production)?$/.test(options) || (verb !== undefined && !verbs.has(verb)),
    );
    expect(wrong).toEqual([]);
  });

  test("that do not exist are refused, with the help", () => {
    const { status, stderr, calls } = cluster({ RUNNING: "sister" }, "restart");
    expect([status, calls]).toEqual([2, ""]);
    expect(stderr).toContain("./cluster [--dev | --production] VERB");
  });
});
