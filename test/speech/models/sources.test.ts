/**
 * Where models come from: an npm registry (a real npm uses one on loopback), Firefox's registry, a mirror, a folder.
 */
import { createHash, randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueEntry } from "../../../src/speech/models/catalogue-entry.js";
import { findModel, verifyModel } from "../../../src/speech/models/installed.js";
import { digestOf } from "../../support/speech/models/loopback-files.js";
import { tgzOf } from "../../support/speech/models/made-archives.js";
import { entryOf, PullFixture } from "../../support/speech/models/pull-fixture.js";

let fixture: PullFixture;
beforeEach(async () => {
  fixture = await PullFixture.make();
});
afterEach(() => fixture.remove());

const CONTENT = randomBytes(50_000);
const TGZ = tgzOf([
  { path: "package/package.json", content: '{"name":"@tests/a-model","version":"1.0.0"}' },
  { path: "package/dist/model.onnx", content: CONTENT },
]);
const integrityOf = (tgz: Buffer): string => `sha512-${createHash("sha512").update(tgz).digest("base64")}`;

function packageEntry(integrity = integrityOf(TGZ)): CatalogueEntry {
  const source = { kind: "npm", spec: "@tests/a-model@1.0.0", bytes: TGZ.length, integrity } as const;
  return entryOf({ package: source }, [
    {
      name: "model.onnx",
      source: "package",
      path: "package/dist/model.onnx",
      bytes: CONTENT.length,
      sha256: digestOf(CONTENT),
    },
  ]);
}

describe("an npm package", () => {
  /** The environment of an npm whose registry is this server. */
  function npmEnv(registry: string): NodeJS.ProcessEnv {
    const npm = {
      npm_config_registry: registry,
      npm_config_cache: join(fixture.folder, "npm"),
      npm_config_userconfig: "/dev/null",
    };
    return { ...process.env, ...fixture.env, ...npm };
  }

  function publish(tgz = TGZ, ways: Parameters<typeof fixture.server.put>[2] = [], integrity = integrityOf(tgz)): void {
    const tarball = fixture.server.put("/@tests/a-model/-/a-model-1.0.0.tgz", tgz, ways);
    const version = { name: "@tests/a-model", version: "1.0.0", dist: { tarball, integrity } };
    const about = { name: "@tests/a-model", "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": version } };
    fixture.server.put("/@tests/a-model", Buffer.from(JSON.stringify(about)));
  }

  it("is found by the user's npm, downloaded, verified and unpacked", async () => {
    publish();
    expect(await fixture.pull(packageEntry(), { env: npmEnv(fixture.server.url) })).toMatchObject({
      digests: "catalogue",
    });
    expect(readFileSync(join(fixture.dir(), "model.onnx")).equals(CONTENT)).toBe(true);
    expect(findModel("a-model", fixture.env)?.manifest.source).toEqual(["npm @tests/a-model@1.0.0"]);
  });

  it("is downloaded by npm, if its registry admits only npm", async () => {
    publish(TGZ, [{ kind: "status", status: 401 }, { kind: "good" }]);
    await fixture.pull(packageEntry(), { env: npmEnv(fixture.server.url) });
    expect(await verifyModel(fixture.dir(), { whole: true })).toBeNull();
    expect(fixture.events.some((event) => event.type === "note" && event.message.includes("npm downloads it"))).toBe(
      true,
    );
    expect(fixture.unfinished).toEqual([]);
  });

  it("is refused if the registry has, or sends, a different one", async () => {
    const other = tgzOf([{ path: "package/dist/model.onnx", content: randomBytes(50_000) }]);
    publish(other);
    const env = npmEnv(fixture.server.url);
    expect(await fixture.problem(packageEntry(), { env })).toMatch(
      /a different package under the name @tests\/a-model@1\.0\.0 \(sha512-/,
    );
    publish(other, [], integrityOf(TGZ));
    env["npm_config_cache"] = join(fixture.folder, "npm-2");
    const entry = packageEntry();
    const sized = {
      ...entry,
      sources: { package: { ...entry.sources["package"], bytes: other.length } },
    } as CatalogueEntry;
    expect(await fixture.problem(sized, { env })).toMatch(/has the digest sha512-.*, not sha512-.*: .*it was deleted/);
    expect(fixture.unfinished).toEqual([]);
  });

  it("fails without a registry, without npm, or if it is missing, with one line that tells which", async () => {
    const closed = await fixture.problem(packageEntry(), { env: npmEnv("http://127.0.0.1:1") });
    expect(closed).toMatch(
      /^@tests\/a-model@1\.0\.0 cannot be downloaded by npm: its registry cannot be reached \(ECONNREFUSED\)/,
    );
    expect(await fixture.problem(packageEntry(), { env: { ...fixture.env, PATH: "/nowhere" } })).toMatch(
      /the program npm is not installed; give another source with --from or SISTER_MODEL_MIRROR$/,
    );
    expect(await fixture.problem(packageEntry(), { env: npmEnv(fixture.server.url) })).toMatch(
      /its registry does not have it/,
    );
    expect(existsSync(fixture.dir())).toBe(false);
  });
});

describe("Firefox's registry", () => {
  const [MODEL, LEX, VOCAB] = [randomBytes(9000), randomBytes(700), randomBytes(800)];
  const entry = (pair = "en-id"): CatalogueEntry =>
    entryOf({}, [], {
      name: `translate/${pair}`,
      bytes: 20_000,
      firefox: { registry: `${fixture.server.url}/db/models.json`, pair },
    });

  function publish(hash = digestOf(MODEL)): void {
    const files = {
      model: {
        path: "models/en-id/x/model.enid.intgemm.alphas.bin.gz",
        uncompressedHash: hash,
        uncompressedSize: 9000,
      },
      lexicalShortlist: { path: "models/en-id/x/lex.50.50.enid.s2t.bin.gz" },
      vocab: { path: "models/en-id/x/vocab.enid.spm.gz" },
    };
    const models = {
      "en-id": [
        { releaseStatus: null, files: {} },
        { releaseStatus: "Release", architecture: "tiny", files },
      ],
      "en-xx": [],
    };
    fixture.server.put("/db/models.json", Buffer.from(JSON.stringify({ baseUrl: fixture.server.url, models })));
    fixture.server.put(`/${files.model.path}`, gzipSync(MODEL));
    fixture.server.put(`/${files.lexicalShortlist.path}`, gzipSync(LEX));
    fixture.server.put(`/${files.vocab.path}`, gzipSync(VOCAB));
  }

  it("lists the files of a pair, and the model's digest", async () => {
    publish();
    const { dir } = await fixture.pull(entry());
    expect(dir).toBe(fixture.dir("translate/en-id"));
    expect(readFileSync(join(dir, "model.bin")).equals(MODEL)).toBe(true);
    expect(Object.keys(findModel("translate/en-id", fixture.env)?.manifest.files ?? {}).sort()).toEqual([
      "lex.bin",
      "model.bin",
      "vocab.spm",
    ]);
    expect(await fixture.pull(entry())).toMatchObject({ state: "present" });
  });

  it("does not outweigh the digest of a file", async () => {
    publish("0".repeat(64));
    expect(await fixture.problem(entry())).toMatch(/model\.bin has the SHA-256 [0-9a-f]{64}, not 0{64}/);
  });

  it("is reported if it lacks the pair or is something else", async () => {
    publish();
    expect(await fixture.problem(entry("en-xx"))).toMatch(/Mozilla has released no model that translates en into xx/);
    fixture.server.put("/db/models.json", Buffer.from("<html>"));
    expect(await fixture.problem(entry())).toMatch(/models\.json is not a list of models/);
  });
});

describe("a copy of a model", () => {
  /** Another machine's folder of the model. */
  async function installedElsewhere(): Promise<string> {
    const elsewhere = await PullFixture.make();
    const url = elsewhere.server.put("/model.onnx", CONTENT);
    await elsewhere.pull({ ...known(), sources: { package: { kind: "file", url, bytes: CONTENT.length } } });
    cpSync(elsewhere.models, join(fixture.folder, "copied"), { recursive: true });
    await elsewhere.remove();
    return join(fixture.folder, "copied");
  }
  const known = packageEntry;

  it("can be served as a mirror", async () => {
    const copied = await installedElsewhere();
    fixture.server.put("/mirror/a-model/model.onnx", readFileSync(join(copied, "a-model", "model.onnx")));
    const env = { ...fixture.env, SISTER_MODEL_MIRROR: `${fixture.server.url}/mirror/` };
    expect(await fixture.pull(known(), { env })).toMatchObject({ state: "installed", digests: "catalogue" });
    expect(findModel("a-model", fixture.env)?.manifest.source).toEqual([`mirror ${fixture.server.url}/mirror/`]);
  });

  it("needs its manifest if the catalogue does not list its files", async () => {
    const copied = await installedElsewhere();
    const unlisted = { ...known(), files: [], firefox: { registry: "http://127.0.0.1/never-asked", pair: "en-xx" } };
    const from = `${fixture.server.url}/mirror`;
    fixture.server.put("/mirror/a-model/model.onnx", CONTENT);
    fixture.server.put("/mirror/a-model/sister-model.json", Buffer.from("{}"));
    expect(await fixture.problem(unlisted, { from })).toMatch(
      /does not list the files of a-model: copy the model's whole folder/,
    );
    fixture.server.put("/mirror/a-model/sister-model.json", readFileSync(join(copied, "a-model", "sister-model.json")));
    await fixture.pull(unlisted, { from });
    expect(await verifyModel(fixture.dir(), { whole: true })).toBeNull();
  });

  it("is refused from a mirror with a different file", async () => {
    fixture.server.put("/a-model/model.onnx", randomBytes(CONTENT.length));
    expect(await fixture.problem(known(), { from: fixture.server.url })).toMatch(/has the digest .*, not /);
    expect(existsSync(fixture.dir())).toBe(false);
  });

  it("is taken by --from from a models' folder, the model's own folder, or as the original download", async () => {
    const copied = await installedElsewhere();
    const archives = join(fixture.folder, "archives");
    mkdirSync(archives);
    writeFileSync(join(archives, "tests-a-model-1.0.0.tgz"), TGZ);
    for (const from of [copied, join(copied, "a-model"), archives]) {
      const env = { ...fixture.env, XDG_DATA_HOME: join(fixture.folder, `data-${from.length}`) };
      const { dir } = await fixture.pull(known(), { from, env });
      expect(await verifyModel(dir, { whole: true })).toBeNull();
    }
    expect(fixture.server.asked).toEqual([]);
  });

  it("is refused by --from if its file is wrong or missing, or the folder does not exist", async () => {
    const from = join(fixture.folder, "from");
    expect(await fixture.problem(known(), { from })).toMatch(
      /from: the folder does not exist; give a folder, or an address/,
    );
    mkdirSync(from);
    expect(await fixture.problem(known(), { from })).toMatch(
      /from lacks a-model: it needs a folder a-model .*\(model\.onnx\), or tests-a-model-1\.0\.0\.tgz$/,
    );
    writeFileSync(join(from, "tests-a-model-1.0.0.tgz"), randomBytes(1000));
    expect(await fixture.problem(known(), { from })).toMatch(/has the digest sha512-/);
    writeFileSync(join(from, "model.onnx"), randomBytes(CONTENT.length));
    expect(await fixture.problem(known(), { from })).toMatch(/model\.onnx has the SHA-256 .*, not /);
  });
});
