/** What the package holds, and when its scripts do something. package.full.test.ts installs it. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./fake-system.js";

const { environmentForOwnNpm, isOwnInstall, partsFor } = (await import(join(ROOT, "scripts/package/npm-call.mjs"))) as {
  environmentForOwnNpm: (env: NodeJS.ProcessEnv) => NodeJS.ProcessEnv;
  isOwnInstall: (env: NodeJS.ProcessEnv, root: string) => boolean;
  partsFor: (env: NodeJS.ProcessEnv) => string[];
};

function packed(): string[] {
  const { stdout, stderr } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const answer = JSON.parse(stdout || "null") as unknown;
  // npm 12 answers with an object by the packages' names.
  const [one] = (Array.isArray(answer) ? answer : Object.values(answer ?? {})) as [{ files: { path: string }[] }?];
  if (!one) throw new Error(stderr);
  return one.files.map(({ path }) => path);
}

test("holds what runs and what builds the addon, and nothing else", () => {
  const files = packed();
  for (const needed of [
    "bin/sister",
    "binding.gyp",
    "dist/mpi/index.js",
    "dist/mpi/index.d.ts",
    "dist/cli/main.js",
    "native/mpi.sources",
    "native/mpi/core/addon.cc",
    "native/mpi/core/args.h",
    "web/dist/index.html",
    "scripts/package/install.mjs",
    "LICENSE",
    "README.md",
    "package.json",
  ]) {
    expect(files).toContain(needed);
  }
  const allowed =
    /^(bin\/sister|binding\.gyp|dist\/.*|docs\/mpi\/[^/]+\.md|native\/.*\.(cc|h|sources)|scripts\/(package|setup)\/[^/]+\.mjs|web\/dist\/.*|LICENSE|README\.md|THIRD_PARTY\.md|package\.json)$/;
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  const unwanted = /\.test\.|\.map$|(^|\/)\.|\.(log|pem|key|node|wasm)$/;
  expect(files.filter((file) => unwanted.test(file))).toEqual([]);
});

test("the script that runs at the installation imports nothing that is not packed", () => {
  const files = new Set(packed());
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    expect(files).toContain(file);
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const [, from] of text.matchAll(/from "(\.[^"]+)"/g)) follow(normalize(join(dirname(file), from ?? "")));
  };
  follow("scripts/package/install.mjs");
  expect(seen.size).toBeGreaterThan(2);
});

test("prepare does nothing while npm installs the checkout itself", () => {
  expect(isOwnInstall({ npm_command: "ci", npm_config_local_prefix: ROOT }, ROOT)).toBe(true);
  expect(isOwnInstall({ npm_command: "install", npm_config_local_prefix: `${ROOT}/` }, ROOT)).toBe(true);
  expect(isOwnInstall(environmentForOwnNpm({ npm_command: "pack" }), ROOT)).toBe(true);
  expect(isOwnInstall({ npm_command: "pack", npm_config_local_prefix: ROOT }, ROOT)).toBe(false);
  expect(isOwnInstall({ npm_command: "install", npm_config_local_prefix: "/somewhere/else" }, ROOT)).toBe(false);
  const global = { npm_command: "install", npm_config_local_prefix: ROOT, npm_config_global: "true" };
  expect(isOwnInstall(global, ROOT)).toBe(false);
});

test("a linked checkout needs its addon, a packed one is built where it is installed", () => {
  expect(partsFor({ npm_command: "install" })).toContain("native");
  expect(partsFor({ npm_command: "install", npm_config_install_links: "true" })).not.toContain("native");
  expect(partsFor({ npm_command: "pack" })).not.toContain("native");
});

test("the set-up's npm ci hears nothing of what an outer npm was told for its own call", () => {
  const env = environmentForOwnNpm({
    PATH: "/bin",
    npm_config_global: "true",
    npm_config_omit: "dev",
    npm_config_registry: "http://localhost:1",
    NPM_CONFIG_INSTALL_LINKS: "true",
  });
  expect(env).toMatchObject({ PATH: "/bin", npm_config_registry: "http://localhost:1" });
  expect(Object.keys(env).filter((name) => /global|omit|links/i.test(name))).toEqual([]);
});
