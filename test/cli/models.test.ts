/** `sister models pull`, `list --available` and `remove`, as a person calls them. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LoopbackFiles } from "../support/speech/models/loopback-files.js";
import { makeFolder, run, start } from "./sister.js";

let folder: string;
let env: NodeJS.ProcessEnv;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await makeFolder());
  env = { XDG_DATA_HOME: join(folder, "data"), XDG_DATA_DIRS: "/nowhere" };
});
afterEach(() => remove());

test("pull refuses an unknown name with similar ones, a wrong file with both digests, and installs the rest", async () => {
  const from = join(folder, "from");
  mkdirSync(from);
  writeFileSync(join(from, "silero_vad.onnx"), randomBytes(2_327_524));
  const { status, stdout, stderr } = await run(
    ["models", "pull", "moonshine-base", "silero-vad", "--from", from, "--json"],
    env,
  );
  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    models: [
      { name: "moonshine-base", state: "failed" },
      { name: "silero-vad", state: "failed" },
    ],
  });
  const [unknown = "", digest = ""] = stderr.trim().split("\n");
  expect(unknown).toBe(
    'sister: the catalogue has no model "moonshine-base": did you mean moonshine-base-en? (sister models list --available)',
  );
  expect(digest).toMatch(
    /^sister: silero-vad: silero_vad\.onnx has the SHA-256 [0-9a-f]{64}, not 1a153a22.*it was deleted$/,
  );
  expect(existsSync(join(folder, "data", "sister", "models", "silero-vad"))).toBe(false);
});

test("pull without a registry prints one line with what else can be done", async () => {
  const npm = { npm_config_registry: "http://127.0.0.1:1", npm_config_cache: join(folder, "npm") };
  const { status, stderr } = await run(["models", "pull", "silero-vad"], { ...env, ...npm });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^sister: @ricky0123\/vad-web@0\.0\.31 cannot be downloaded by npm: its registry cannot be reached \(ECONNREFUSED\); .* --from or SISTER_MODEL_MIRROR\n$/,
  );
});

test("Ctrl-C ends a download with status 130, and the next call continues it", async () => {
  const server = await LoopbackFiles.start();
  try {
    server.put("/silero-vad/silero_vad.onnx", randomBytes(2_327_524), [{ kind: "stop", after: 1_000_000 }]);
    const mirror = { ...env, SISTER_MODEL_MIRROR: server.url };
    const command = start(["models", "pull", "silero-vad"], mirror);
    await command.says(/4\d %: silero-vad/);
    command.child.kill("SIGINT");
    expect((await command.ended).status).toBe(130);
    server.put("/silero-vad/silero_vad.onnx", randomBytes(2_327_524), [{ kind: "status", status: 404 }]);
    expect((await run(["models", "pull", "silero-vad"], mirror)).stderr).toMatch(/answered 404 Not Found/);
    expect(server.asked.at(-1)?.range).toMatch(/^bytes=\d{6,}-$/);
  } finally {
    await server.stop();
  }
});

test("list --available prints the catalogue, as text and as JSON", async () => {
  const { stdout } = await run(["models", "list", "--available", "--json"], env);
  const entries = JSON.parse(stdout) as { name: string; digests: string; installed: boolean; licence: string }[];
  const names = entries.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["moonshine-base-en", "silero-vad", "whisper-large-v3-turbo", "translate/en-id"]),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(entries.every(({ licence, installed }) => licence !== "" && !installed)).toBe(true);
  expect(entries.find(({ name }) => name === "whisper-tiny")?.digests).toBe("recorded");
  const people = await run(["models", "list", "--available"], env);
  expect(people.stdout).toMatch(/^ {2}moonshine-base-en +63\.6 MB, en, MIT$/m);
});

test("remove refuses a model that is not installed", async () => {
  const { status, stderr } = await run(["models", "remove", "whisper-tiny"], env);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'sister: there is no model "whisper-tiny" to remove: see "sister models list"\n',
  });
});
