/** Outside programs at run time: their environment, their limits, and that nothing of them stays behind. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { UNBOUNDED, type Bounds } from "../../src/children/bounds.js";
import { startChild, type Child, type ChildEnd, type ChildOptions } from "../../src/children/child.js";
import type { ChildKind } from "../../src/children/environment.js";
import { isolation } from "../../src/children/isolation.js";
import { descendantsOf } from "../../src/children/process-tree.js";
import { runChild } from "../../src/children/run-child.js";
import { runFfmpeg, runFfprobe } from "../../src/media/ffmpeg.js";
import { listFonts } from "../../src/media/letters/fonts.js";
import { allEnd } from "../cli/sister.js";
import { patience } from "../support/pace.js";

const left: Child[] = [];
afterEach(async () => {
  for (const child of left) child.end();
  await Promise.all(left.splice(0).map(({ ended }) => ended));
});

function begin(words: string[], options: Partial<ChildOptions> = {}): Child {
  const [program = "", ...rest] = words;
  const child = startChild(program, rest, { kind: "text", what: program, bounds: UNBOUNDED, ...options });
  left.push(child);
  return child;
}

/** How a program with these limits ends. */
function bounded(bounds: Partial<Bounds>, ...words: string[]): Promise<ChildEnd> {
  return begin(words, { bounds: { ...UNBOUNDED, ...bounds }, stdio: "ignore" }).ended;
}

const shell = (script: string): string[] => ["sh", "-c", script];
const node = (script: string): string[] => [process.execPath, "-e", script];

/** Variables that only the server itself may know. */
const SECRETS = {
  DATABASE_URL: "postgres://user:canary@db/sister",
  DATABASE_REPLICA_URLS: "postgres://user:canary@db2/sister",
  PGPASSWORD: "canary",
  REDIS_URL: "redis://:canary@cache",
  REDIS_PASSWORD: "canary",
  AWS_SECRET_ACCESS_KEY: "canary",
  SISTER_OPENAI_KEY: "canary",
  GITHUB_TOKEN: "canary",
  SOMETHING_ELSE: "canary",
};
const FOREIGN_LOCALE = { LANG: "en_US.UTF-8", LC_ALL: "xx_YY.UTF-8", LC_MESSAGES: "de_DE", LANGUAGE: "de" };

async function environmentOf(kind: ChildKind, env: NodeJS.ProcessEnv): Promise<string[]> {
  const { stdout } = await runChild("env", [], { kind, what: "env", bounds: UNBOUNDED, env });
  return stdout.trim().split("\n");
}

describe("the environment of a program", () => {
  const given = { PATH: process.env["PATH"], HOME: "/home/me", TZ: "UTC", ...SECRETS, ...FOREIGN_LOCALE };

  test.each(["media", "text", "model", "group", "packages"] as const)(
    "of the kind %s contains no secret and no foreign locale",
    async (kind) => {
      const found = await environmentOf(kind, given);
      expect(found.filter((line) => line.includes("canary"))).toEqual([]);
      const variables = found.filter((line) => !/^(PWD|SHLVL|_|OLDPWD)=/.test(line)).sort();
      expect(variables).toEqual(
        [`PATH=${given.PATH}`, "HOME=/home/me", "TZ=UTC", "LANG=C.UTF-8", "LC_ALL=C.UTF-8"].sort(),
      );
    },
  );

  test("that is a supervisor contains what its server needs, and no secrets of others", async () => {
    const found = await environmentOf("sister", given);
    const names = found.filter((line) => line.includes("canary")).map((line) => line.split("=")[0]);
    expect(names.sort()).toEqual(
      [
        "DATABASE_REPLICA_URLS",
        "DATABASE_URL",
        "REDIS_PASSWORD",
        "REDIS_URL",
        "SISTER_OPENAI_KEY",
        "SOMETHING_ELSE",
      ].sort(),
    );
  });

  test.each([
    ["media", { FONTCONFIG_FILE: "/f", XDG_CACHE_HOME: "/c" }],
    ["model", { SISTER_VAD_MODEL: "/m", CUDA_VISIBLE_DEVICES: "0", OMP_NUM_THREADS: "1", XDG_DATA_HOME: "/d" }],
    ["group", { OMPI_MCA_x: "1", SLURM_JOB_ID: "7", SSH_AUTH_SOCK: "/s", SISTER_SPEECH_MODEL: "m", FFMPEG_PATH: "/f" }],
    ["packages", { npm_config_registry: "http://here", HTTPS_PROXY: "http://proxy", NODE_EXTRA_CA_CERTS: "/ca" }],
  ] as const)("of the kind %s contains the variables for such programs", async (kind, needed) => {
    const found = await environmentOf(kind, { PATH: process.env["PATH"], ...needed });
    expect(found).toEqual(expect.arrayContaining(Object.entries(needed).map(([name, value]) => `${name}=${value}`)));
  });
});

/** The names of network interfaces in the text of /proc/net/dev. */
const interfacesIn = (text: string): string[] => [...text.matchAll(/^\s*(\S+):/gm)].map(([, name = ""]) => name);

test("a program that parses untrusted files has no network, if the kernel allows it", async (context) => {
  if (!isolation().noNetwork) return context.skip("no network namespace may be made here");
  const interfaces = async (noNetwork: boolean): Promise<string[]> => {
    const options = { kind: "media", what: "cat", bounds: UNBOUNDED, noNetwork } as const;
    const { stdout } = await runChild("cat", ["/proc/self/net/dev"], options);
    return interfacesIn(stdout);
  };
  expect(await interfaces(true)).toEqual(["lo"]);
  const usual = readFileSync("/proc/net/dev", "utf8");
  for (const name of await interfaces(false)) expect(usual).toContain(name);
});

test("ffmpeg, ffprobe and fontconfig have no network, if the kernel allows it", async (context) => {
  if (!isolation().noNetwork) return context.skip("no network namespace may be made here");
  const folder = mkdtempSync(join(tmpdir(), "sister-no-network-"));
  try {
    // Each writes which network it sees, and fails.
    const programs = ["ffmpeg", "ffprobe", "fc-list"].map((name) => join(folder, name));
    for (const path of programs)
      writeFileSync(path, '#!/bin/sh\ncat /proc/self/net/dev > "$0.network"\nexit 1\n', { mode: 0o755 });
    for (const name of ["FFMPEG_PATH", "FFPROBE_PATH"]) vi.stubEnv(name, "");
    vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`);
    const input = { file: join(folder, "talk.wav"), formats: "wav" };
    await expect(runFfmpeg({ inputs: [input], options: ["-f", "null"], output: null })).rejects.toThrow(/status 1/);
    await expect(runFfprobe(input, ["-show_format"])).rejects.toThrow(/status 1/);
    expect((await listFonts()).fonts).toEqual([]);
    for (const path of programs)
      expect([path, interfacesIn(readFileSync(`${path}.network`, "utf8"))]).toEqual([path, ["lo"]]);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("a program is ended with a message for people", () => {
  const troubles: [string, string, RegExp, () => Promise<ChildEnd>][] = [
    [
      "if it stands still",
      "standstill",
      /stood still for 1 s/,
      () => bounded({ standstillSeconds: 1 }, "sleep", "1000"),
    ],
    ["that takes too long", "time", /more than 1 s/, () => bounded({ seconds: 1 }, "sleep", "1000")],
    [
      "if it computes without progress",
      "time",
      /2 s of a processor/,
      () => bounded({ cpuSeconds: 2 }, ...shell("while :; do :; done")),
    ],
    [
      "if it takes too much memory",
      "memory",
      /GB of memory, more than its limit/,
      () =>
        bounded({ bytes: 1.5e8 }, ...node("const all = []; setInterval(() => all.push(Buffer.alloc(2 ** 24, 1)), 20)")),
    ],
    [
      "if its children take too much memory",
      "memory",
      /GB of memory, more than its limit/,
      () =>
        bounded(
          { bytes: 3e8 },
          ...shell(
            `for i in 1 2 3; do "${process.execPath}" -e 'globalThis.b = Buffer.alloc(1.5e8, 1); setInterval(() => 0, 1e6)' & done; wait`,
          ),
        ),
    ],
    [
      "if it does not exist",
      "missing",
      /^no-such-program was not found: install it/,
      () => bounded({}, "no-such-program"),
    ],
  ];
  test.each(troubles)("%s", async (_name, trouble, message, run) => {
    const { failure } = await run();
    expect(failure).toMatchObject({ trouble, message: expect.stringMatching(message) as string });
  });

  test("if it writes too much", async () => {
    const options = { kind: "text", what: "yes", bounds: UNBOUNDED, mostBytes: 1000 } as const;
    expect((await runChild("yes", [], options)).failure?.trouble).toBe("output");
  });
});

test("a program that waits for Sister does not stand still", async () => {
  const bounds = { ...UNBOUNDED, standstillSeconds: 1, seconds: 1 };
  const idle = begin(["cat"], { bounds, isBusy: () => false });
  // Its pipe is full, and nobody reads it.
  const unread = begin(["yes"], { bounds });
  // The reference: this one is ended after the same standstill.
  await begin(["sleep", "1000"], { bounds: { ...UNBOUNDED, standstillSeconds: 3 }, stdio: "ignore" }).ended;
  const isThere = (child: Child): boolean => readFileSync(`/proc/${child.pid}/stat`, "utf8").length > 0;
  expect([isThere(idle), isThere(unread)]).toEqual([true, true]);
});

describe("nothing stays behind", () => {
  test("of an ended program, neither its children nor those in their own session", async () => {
    const child = begin(
      shell("sleep 1000 & setsid sh -c 'sleep 1000; true' & sh -c 'sleep 1000; true' & echo here; wait"),
    );
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const pid = child.pid ?? 0;
    await expect.poll(() => descendantsOf(pid).length, { timeout: patience(30_000) }).toBe(5);
    const all = [pid, ...descendantsOf(pid)];
    child.end();
    expect(await child.ended).toMatchObject({ signal: "SIGKILL", failure: null });
    await allEnd(all);
  });

  test("of a program that ended before its children, which keep its pipes open", async () => {
    const child = begin(shell("sleep 1000 & echo $!"));
    const told = await new Promise<string>((resolve) =>
      child.stdout.once("data", (text: Buffer) => resolve(text.toString())),
    );
    child.stdout.resume();
    expect((await child.ended).code).toBe(0);
    await allEnd([Number(told)]);
  });

  test("of a Sister process that is killed", async (context) => {
    if (!isolation().endWithParent) return context.skip("no setpriv");
    const program = fileURLToPath(new URL("./programs/start-and-wait.ts", import.meta.url));
    const parent = spawn(process.execPath, ["--import", "tsx", program], { stdio: ["ignore", "pipe", "inherit"] });
    const line = await new Promise<string>((resolve) =>
      createInterface({ input: parent.stdout }).once("line", resolve),
    );
    expect(readFileSync(`/proc/${line}/stat`, "utf8")).not.toBe("");
    parent.kill("SIGKILL");
    await allEnd([Number(line)]);
  });
});
