/** The set-up's parts, and that there is nothing to do the second time. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ROOT } from "./fake-system.js";

/** A script's exports. Plain JavaScript, since it runs before anything is installed; so the types stand here. */
const load = (name: string): Promise<unknown> => import(join(ROOT, "scripts", name));
const { ensureCommandLink } = (await load("setup/command-link.mjs")) as {
  ensureCommandLink: (root: string, folders: string[]) => string | undefined;
};
const { hashOf } = (await load("setup/stamp.mjs")) as {
  hashOf: (root: string, inputs: { paths?: string[]; texts?: string[]; skip?: (name: string) => boolean }) => string;
};
const { runProgram } = (await load("setup/run-program.mjs")) as {
  runProgram: (program: string, args: string[], options?: { what?: string }) => Promise<string>;
};
const { checkNodeVersion } = (await load("setup/set-up.mjs")) as { checkNodeVersion: (version?: string) => void };
const { headersFolder } = (await load("setup/native-build.mjs")) as { headersFolder: () => string | undefined };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-set-up-"));
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const setUp = () => spawnSync(process.execPath, ["scripts/setup.mjs"], { cwd: ROOT, encoding: "utf8" });

// The first time there may be something to do: a source that was changed since the last set-up.
test("the second time there is nothing to do", () => {
  setUp();
  const again = setUp();
  expect(again).toMatchObject({ status: 0, stderr: "" });
  // The machine's command may be another checkout's: that is said every time.
  expect(again.stdout).toMatch(/^(set-up: .* stays with the checkout .*\n)?set-up: nothing to do\n$/);
});

test("npm ci leaves the native build to the set-up", () => {
  const { gypfile } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { gypfile?: boolean };
  // With a binding.gyp beside package.json npm would run node-gyp by itself, and that would fetch headers.
  expect(gypfile).toBe(false);
});

test("a Node.js that is too old is refused with what to do", () => {
  expect(() => checkNodeVersion("18.19.0")).toThrow(/18\.19\.0 is too old.*20\.19/);
  expect(() => checkNodeVersion("20.18.3")).toThrow(/too old/);
  for (const version of ["20.19.0", "22.1.0", "24.0.0"]) expect(() => checkNodeVersion(version)).not.toThrow();
});

test("the headers that are given are of the running Node.js", (context) => {
  const found = headersFolder();
  if (found === undefined) return context.skip("this Node.js came without headers");
  const header = readFileSync(join(found, "include", "node", "node_version.h"), "utf8");
  expect(header).toContain(`#define NODE_MAJOR_VERSION ${process.versions.node.split(".")[0]}`);
});

describe("a program that fails", () => {
  test("shows the end of its log", async () => {
    const script = `for (let i = 1; i <= 100; i++) console.log("line " + i); process.exit(3)`;
    const failure = runProgram(process.execPath, ["-e", script], { what: "the build" });
    await expect(failure).rejects.toThrow(/the build failed: .*status 3\n\(the last 40 of 100 lines\)\nline 61\n/s);
    await expect(failure).rejects.toThrow(/line 100$/);
  });

  test("that is not there is said to be missing", async () => {
    await expect(runProgram(join(folder, "nothing"), [])).rejects.toThrow(/it was not found/);
  });
});

describe("stamps", () => {
  test("change with a file's content, its name and a text, and not with what is skipped", () => {
    mkdirSync(join(folder, "src/a"), { recursive: true });
    writeFileSync(join(folder, "src/a/x.ts"), "1");
    const hash = (texts = ["v1"]) =>
      hashOf(folder, { paths: ["src", "gone"], texts, skip: (name) => name.endsWith(".test.ts") });
    const first = hash();
    expect(hash()).toBe(first);
    writeFileSync(join(folder, "src/a/x.test.ts"), "1");
    expect(hash()).toBe(first);
    expect(hash(["v2"])).not.toBe(first);
    writeFileSync(join(folder, "src/a/y.ts"), "");
    const second = hash();
    expect(second).not.toBe(first);
    writeFileSync(join(folder, "src/a/x.ts"), "2");
    expect(hash()).not.toBe(second);
  });
});

describe("the lock", () => {
  const script = (text: string) => [
    "--input-type=module",
    "-e",
    `import { withLock } from ${JSON.stringify(join(ROOT, "scripts/setup/lock.mjs"))};
     import { appendFileSync } from "node:fs";
     import { setTimeout as delay } from "node:timers/promises";
     const note = (what) => appendFileSync(${JSON.stringify(join(folder, "notes"))}, what + "\\n");
     await withLock(${JSON.stringify(folder)}, async () => { ${text} });`,
  ];
  const lockFile = () => join(folder, "build-setup", "lock");

  test("lets one at a time work", async () => {
    const children = [1, 2, 3].map(() => spawn(process.execPath, script(`note("in"); await delay(30); note("out");`)));
    const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0] as unknown));
    expect(codes).toEqual([0, 0, 0]);
    expect(readFileSync(join(folder, "notes"), "utf8")).toBe("in\nout\n".repeat(3));
    expect(existsSync(lockFile())).toBe(false);
  });

  test("of a killed set-up is cleared", () => {
    expect(spawnSync(process.execPath, script(`process.kill(process.pid, "SIGKILL");`)).signal).toBe("SIGKILL");
    expect(existsSync(lockFile())).toBe(true);
    expect(spawnSync(process.execPath, script(`note("worked");`)).status).toBe(0);
    expect(readFileSync(join(folder, "notes"), "utf8")).toBe("worked\n");
    expect(existsSync(lockFile())).toBe(false);
  });
});

describe("the speech models", () => {
  /** Runs the part in a checkout of its own, with an npm that has no registry. */
  const part = (options: string) =>
    spawnSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { ensureModels } from ${JSON.stringify(join(ROOT, "scripts/setup/models.mjs"))};
         console.log(await ensureModels(${JSON.stringify(folder)}, ${options}).catch((error) => error.message));`,
      ],
      {
        encoding: "utf8",
        env: {
          ...process.env,
          XDG_DATA_HOME: join(folder, "data"),
          XDG_DATA_DIRS: "/nowhere",
          npm_config_registry: "http://127.0.0.1:1",
          npm_config_cache: join(folder, "npm"),
        },
      },
    );

  test("that cannot be had do not stop it: it says so once, with the command, and does not try each time", () => {
    symlinkSync(join(ROOT, "dist"), join(folder, "dist"));
    const first = part("{}");
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(
      /^set-up: installing speech models .*\nset-up: the speech models are not installed, so Sister hears by PocketSphinx, .*ECONNREFUSED.* When that is mended: sister models pull moonshine-base-en silero-vad\ntrue\n$/,
    );
    expect(part("{}")).toMatchObject({ status: 0, stdout: "false\n", stderr: "" });
    expect(part("{ needed: true }").stdout).toMatch(
      /\nthe speech models cannot be installed: .*\nThen: sister models pull /,
    );
  });
});

describe("the link in PATH", () => {
  const checkout = (name: string): string => {
    const bin = join(folder, name, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "sister"), "");
    return join(folder, name);
  };
  const said = (): string => vi.mocked(console.log).mock.calls.flat().join("\n");

  test("is made in the first folder that can be written", () => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const first = checkout("first");
    expect(ensureCommandLink(first, [join(folder, "absent"), bin])).toBe(join(bin, "sister"));
    expect(readlinkSync(join(bin, "sister"))).toBe(join(first, "bin/sister"));
    expect(ensureCommandLink(first, [folder, bin])).toBe(join(bin, "sister"));
    expect(existsSync(join(folder, "sister"))).toBe(false);
  });

  test.each([
    ["in the folder that it would choose", ["a", "b"]],
    ["in another folder of PATH", ["b", "a"]],
  ])("of another checkout stays, %s, with the command that moves it", (_, names) => {
    const folders = names.map((name) => join(folder, name));
    folders.forEach((path) => mkdirSync(path));
    const place = join(folder, "a", "sister");
    const [first, second] = [checkout("first"), checkout("the second")];
    ensureCommandLink(first, [join(folder, "a")]);
    expect(ensureCommandLink(second, folders)).toBeUndefined();
    expect(readlinkSync(place)).toBe(join(first, "bin/sister"));
    expect(existsSync(join(folder, "b", "sister"))).toBe(false);
    expect(said()).toContain(`${place} stays with the checkout ${first}`);
    const command = /move the command with (ln .*)$/m.exec(said())?.[1] ?? "";
    expect(spawnSync("sh", ["-c", command]).status).toBe(0);
    expect(readlinkSync(place)).toBe(join(second, "bin/sister"));
    expect(ensureCommandLink(second, folders)).toBe(place);
  });

  test("to a checkout that is gone is replaced", () => {
    const [gone, here] = [checkout("gone"), checkout("here")];
    const bin = join(folder, "bin");
    mkdirSync(bin);
    ensureCommandLink(gone, [bin]);
    rmSync(gone, { recursive: true });
    expect(ensureCommandLink(here, [bin])).toBe(join(bin, "sister"));
    expect(readlinkSync(join(bin, "sister"))).toBe(join(here, "bin/sister"));
  });

  test("leaves a stranger's file and a stranger's link", () => {
    const place = join(folder, "sister");
    writeFileSync(place, "a stranger's");
    expect(ensureCommandLink("/a/checkout", [folder])).toBeUndefined();
    expect(lstatSync(place).isFile()).toBe(true);
    rmSync(place);
    symlinkSync("/opt/stranger/program", place);
    expect(ensureCommandLink("/a/checkout", [folder])).toBeUndefined();
    expect(readlinkSync(place)).toBe("/opt/stranger/program");
  });
});

describe("bin/sister", () => {
  test("says what to do where nothing is set up, also through a link", () => {
    mkdirSync(join(folder, "checkout/bin"), { recursive: true });
    cpSync(join(ROOT, "bin/sister"), join(folder, "checkout/bin/sister"));
    cpSync(join(ROOT, "package.json"), join(folder, "checkout/package.json"));
    symlinkSync(join(folder, "checkout/bin/sister"), join(folder, "sister"));
    const { status, stdout, stderr } = spawnSync(join(folder, "sister"), ["--version"], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`run "npm run demo" (or "node scripts/setup.mjs") in ${join(folder, "checkout")} first\n`);
  });

  test("runs the command, with its arguments and its status", () => {
    symlinkSync(join(ROOT, "bin/sister"), join(folder, "sister"));
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(spawnSync(join(folder, "sister"), ["--version"], { encoding: "utf8" })).toMatchObject({
      status: 0,
      stdout: `${version}\n`,
    });
    expect(spawnSync(join(folder, "sister"), ["nonsense"], { encoding: "utf8" }).status).toBe(2);
  });
});
