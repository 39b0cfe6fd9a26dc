/** `sister models pull`, `list --available` and `remove`, as a person calls them. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LoopbackFiles } from "../support/speech/models/loopback-files.js";
import { writeTinyModel } from "../translation/bergamot/tiny-model.js";
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

test("a translation model is installed from Firefox's own files, listed, checked and removed", async () => {
  const from = join(folder, "from");
  writeTinyModel(from);
  renameSync(join(from, "model.bin"), join(from, "model.enid.intgemm.alphas.bin"));
  renameSync(join(from, "lex.bin"), join(from, "lex.50.50.enid.s2t.bin"));
  const other = await run(["models", "pull", "translate/en-de", "--from", from], env);
  expect(other.status).toBe(2);
  expect(other.stderr).toContain("model.ende.*.bin, lex.*.bin and vocab.*.spm");
  expect(await run(["models", "pull", "translate/en-id", "--from", from], env)).toMatchObject({ status: 0 });
  const dir = join(folder, "data", "sister", "models", "translate", "en-id");
  const listed = JSON.parse((await run(["models", "list", "--json"], env)).stdout) as { name: string }[];
  expect(listed.find(({ name }) => name === "translate/en-id")).toMatchObject({
    dir,
    task: "translation",
    problem: null,
  });
  const check = await run(["models", "check", "translate/en-id", "--json"], env);
  expect(JSON.parse(check.stdout)).toMatchObject({
    ok: true,
    task: "translation",
    languages: ["en", "id"],
    digests: "recorded",
    sentence: { language: "en", said: "The weather is good today." },
  });
  expect((await run(["models", "check", "translate/en-id"], env)).stdout).toMatch(/languages +en to id\n/);
  writeFileSync(join(dir, "vocab.spm"), "damaged");
  expect(await run(["models", "check", "translate/en-id"], env)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/vocab\.spm is truncated .*sister models pull translate\/en-id/) as string,
  });
  expect(await run(["models", "remove", "translate/en-id"], env)).toMatchObject({ status: 0 });
  expect(existsSync(dir)).toBe(false);
});

test("a translation model that was put there by hand is listed and checked, and left to its owner", async () => {
  const dir = join(folder, "data", "sister", "models", "translate", "en-id");
  writeTinyModel(dir);
  expect((await run(["models", "list"], env)).stdout).toMatch(/translate\/en-id\n.*\n +bergamot, for translation\n/);
  expect(await run(["models", "check", dir], env)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("no digests are known") as string,
  });
  expect(await run(["models", "remove", "translate/en-id"], env)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`${dir} was not installed by "sister models pull": delete the folder`) as string,
  });
  rmSync(join(dir, "lex.bin"));
  expect((await run(["models", "list"], env)).stdout).toContain("needs lex.*.bin");
  writeTinyModel(dir);
  writeFileSync(join(dir, "vocab.spm"), "damaged");
  expect(await run(["models", "check", "translate/en-id"], env)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("SentencePiece vocabulary error") as string,
  });
});
