/**
 * Models are pulled from loopback servers: good, slow, broken, wrong, hanging. A model is installed completely or not
 * at all.
 */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CatalogueEntry } from "../../../src/speech/models/catalogue-entry.js";
import { removeModel } from "../../../src/speech/models/install/pull.js";
import { findModel, modelDigest, resolveModel, verifyModel } from "../../../src/speech/models/installed.js";
import { digestOf, LoopbackFiles, type Way } from "../../support/speech/models/loopback-files.js";
import { tgzOf } from "../../support/speech/models/made-archives.js";
import { entryOf, HASTY, PullFixture } from "../../support/speech/models/pull-fixture.js";

const CONTENT = randomBytes(300_000);

let fixture: PullFixture;
beforeEach(async () => {
  fixture = await PullFixture.make();
});
afterEach(() => fixture.remove());

/** A model of one file, served in these ways. */
function served(
  ways: Way[] = [],
  { known = true, etag }: { known?: boolean; etag?: string | null } = {},
): CatalogueEntry {
  const url = fixture.server.put("/model.onnx", CONTENT, ways, etag);
  const sha256 = digestOf(CONTENT);
  const bytes = CONTENT.length;
  return entryOf({ file: { kind: "file", url, bytes, ...(known ? { sha256 } : {}) } }, [
    { name: "model.onnx", source: "file", ...(known ? { sha256, bytes } : {}) },
  ]);
}

const isInstalled = (): boolean => readFileSync(join(fixture.dir(), "model.onnx")).equals(CONTENT);
const ranges = (): (string | null)[] => fixture.server.asked.map(({ range }) => range);

describe("a model is installed", () => {
  it("with only its files and a manifest, and not requested a second time", async () => {
    const entry = served();
    expect(await fixture.pull(entry)).toMatchObject({ state: "installed", digests: "catalogue", bytes: 300_000 });
    expect(isInstalled()).toBe(true);
    expect(readdirSync(fixture.dir()).sort()).toEqual(["model.onnx", "sister-model.json"]);
    expect(fixture.unfinished).toEqual([]);
    const progress = fixture.events.filter((event) => event.type === "download");
    expect(progress.at(-1)).toMatchObject({ doneBytes: 300_000, totalBytes: 300_000 });
    expect(await fixture.pull(entry)).toMatchObject({ state: "present" });
    expect(fixture.server.asked.length).toBe(1);
    expect(findModel("a-model", fixture.env)?.manifest.licence.text).toBe("MIT\n");
    expect(resolveModel("a-model", fixture.env)).toMatchObject({ name: "a-model", dir: fixture.dir() });
  });

  it("once, if two calls pull it at the same time", async () => {
    const entry = served([{ kind: "slow", pauseMs: 30 }]);
    const [one, two] = await Promise.all([fixture.pull(entry), fixture.pull(entry)]);
    expect([one.state, two.state].sort()).toEqual(["installed", "present"]);
    expect(fixture.server.asked.length).toBe(1);
    expect(fixture.events.some(({ type }) => type === "waiting")).toBe(true);
  });

  it("with recorded digests, if the catalogue has none", async () => {
    expect(await fixture.pull(served([], { known: false }))).toMatchObject({ digests: "recorded" });
    const { files = {} } = findModel("a-model", fixture.env)?.manifest ?? {};
    expect(files["model.onnx"]).toEqual({ bytes: CONTENT.length, sha256: digestOf(CONTENT) });
  });

  it("from an archive with folders, and from compressed files", async () => {
    const tgz = tgzOf([
      { path: "m/model.onnx", content: CONTENT },
      { path: "m/README", content: "not wanted" },
      { path: "m/data/one", content: "1" },
    ]);
    const sources = {
      archive: { kind: "archive", url: fixture.server.put("/m.tar.gz", tgz), bytes: tgz.length },
      gz: { kind: "file", url: fixture.server.put("/v.gz", gzipSync("words")), bytes: 10, unpack: "gz" },
    } as const;
    await fixture.pull(
      entryOf(sources, [
        { name: "model.onnx", source: "archive", path: "m/*.onnx" },
        { name: "data/", source: "archive", path: "m/data/" },
        { name: "vocabulary", source: "gz" },
      ]),
    );
    expect(isInstalled()).toBe(true);
    const files = readdirSync(fixture.dir(), { recursive: true, encoding: "utf8" }).sort();
    expect(files).toEqual(["data", "data/one", "model.onnx", "sister-model.json", "vocabulary"]);
    expect(readFileSync(join(fixture.dir(), "vocabulary"), "utf8")).toBe("words");
    expect(await verifyModel(fixture.dir(), { whole: true })).toBeNull();
  });
});

describe("an interrupted download", () => {
  it("continues within one call", async () => {
    const entry = served([{ kind: "break", after: 100_000 }, { kind: "break", after: 50_000 }, { kind: "good" }]);
    await fixture.pull(entry);
    expect(isInstalled()).toBe(true);
    expect(ranges()[0]).toBeNull();
    expect(
      ranges()
        .slice(1)
        .every((range) => /^bytes=\d+-$/.test(range ?? "")),
    ).toBe(true);
  });

  it("continues at the next call, after a server that hung", async () => {
    const entry = served([{ kind: "stop", after: 200_000 }, { kind: "silent" }]);
    expect(await fixture.problem(entry, { patience: HASTY })).toMatch(
      /cannot be downloaded \(it accepts the request but does not answer\)/,
    );
    expect(existsSync(fixture.dir())).toBe(false);
    expect(fixture.unfinished.some((name) => name.endsWith(".part"))).toBe(true);
    fixture.server.put("/model.onnx", CONTENT);
    await fixture.pull(entry);
    expect(isInstalled()).toBe(true);
    expect(ranges().at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
    expect(fixture.unfinished).toEqual([]);
  });

  it("starts again if the file has changed, if the server has no validator, or if it does not support ranges", async () => {
    const broken: Way[] = [{ kind: "break", after: 100_000 }];
    // Changed: a part of another file with the same name.
    const entry = served();
    fixture.server.put("/model.onnx", randomBytes(300_000), [...broken, { kind: "status", status: 404 }]);
    expect(await fixture.problem(entry)).toMatch(/answered 404/);
    fixture.server.put("/model.onnx", CONTENT);
    await fixture.pull(entry);
    expect(isInstalled()).toBe(true);
    await removeModel("a-model", fixture.env);
    // No validator.
    await fixture.pull(served([...broken, { kind: "good" }], { etag: null }));
    expect(ranges().at(-1)).toBeNull();
    await removeModel("a-model", fixture.env);
    // Without ranges, and then with a wrong range.
    await fixture.pull(served([...broken, { kind: "whole" }]));
    await removeModel("a-model", fixture.env);
    await fixture.pull(served([...broken, { kind: "shifted", by: 7 }, { kind: "good" }]));
    expect(isInstalled()).toBe(true);
  });

  it("starts again once if the earlier part is wrong", async () => {
    const entry = served([
      { kind: "break", after: 100_000 },
      { kind: "status", status: 404 },
    ]);
    await fixture.problem(entry);
    const part = fixture.unfinished.find((name) => name.endsWith(".part")) ?? "";
    writeFileSync(join(fixture.models, ".pull", part), randomBytes(100_000));
    served();
    await fixture.pull(entry);
    expect(isInstalled()).toBe(true);
  });

  it("is stopped by a signal, and keeps its part", async () => {
    const controller = new AbortController();
    const entry = served([{ kind: "stop", after: 100_000 }]);
    const onEvent = (): void => controller.abort(new Error("Ctrl-C"));
    await expect(fixture.pull(entry, { signal: controller.signal, onEvent })).rejects.toThrow("Ctrl-C");
    expect(fixture.unfinished.some((name) => name.endsWith(".part"))).toBe(true);
    expect(existsSync(`${fixture.models}/.pull/a-model.lock`)).toBe(false);
  });
});

describe("nothing is installed, and one line tells why", () => {
  const faults: [what: string, make: () => CatalogueEntry, said: RegExp][] = [
    [
      "404",
      () => served([{ kind: "status", status: 404 }]),
      /answered 404 Not Found: it does not exist or may not be read/,
    ],
    [
      "500 again and again",
      () => served([{ kind: "status", status: 503 }]),
      /\(it answered 503 Service Unavailable\): try again later/,
    ],
    ["a server that hangs", () => served([{ kind: "silent" }]), /accepts the request but does not answer/],
    [
      "one that stops in the middle",
      () => served([{ kind: "stop", after: 9 }], { etag: null }),
      /it stops in the middle/,
    ],
    ["one that always breaks off", () => served([{ kind: "break", after: 0 }]), /the connection breaks repeatedly/],
    ["another length", () => served([{ kind: "announce", length: 300_001 }]), /has 300001 bytes, not 300000/],
    [
      "less than announced",
      () => served([{ kind: "announce", length: 310_000 }], { known: false }),
      /the connection breaks repeatedly/,
    ],
    ["bytes without end", () => served([{ kind: "endless" }]), /sends more than 300000 bytes/],
    ["a name that does not exist", () => entryAt("http://no-such-host.invalid/x"), /no network\?/],
  ];
  it.each(faults)("%s", async (what, make, said) => {
    const options = /hangs|stops/.test(what) ? { patience: HASTY } : {};
    expect(await fixture.problem(make(), options)).toMatch(said);
    expect(existsSync(fixture.dir())).toBe(false);
  });

  function entryAt(url: string): CatalogueEntry {
    return entryOf({ file: { kind: "file", url, bytes: 5 } }, [{ name: "model.onnx", source: "file" }]);
  }

  it("a closed port", async () => {
    const gone = await LoopbackFiles.start();
    const url = gone.put("/model.onnx", CONTENT);
    await gone.stop();
    expect(await fixture.problem(entryAt(url))).toMatch(/\(it refuses connections\): try again later/);
  });

  it("a wrong digest: both digests are named, and the file is deleted", async () => {
    const entry = served();
    const other = randomBytes(CONTENT.length);
    fixture.server.put("/model.onnx", other);
    expect(await fixture.problem(entry)).toMatch(
      new RegExp(`has the digest ${digestOf(other)}, not ${digestOf(CONTENT)}: .*it was deleted$`),
    );
    expect(fixture.unfinished).toEqual([]);
  });

  it("a full disk: the needed and the free space are named", async () => {
    const said = await fixture.problem(served(), { freeBytes: () => Promise.resolve(1_000_000) });
    expect(said).toMatch(/^a-model needs 2 MB while it is installed, but 1 MB are free in \/.*: free some/);
    expect(fixture.server.asked).toEqual([]);
    expect(fixture.unfinished).toEqual([]);
  });

  it("a folder without write permission", async () => {
    writeFileSync(join(fixture.folder, "data"), "a file where a folder should be");
    expect(await fixture.problem(served())).toMatch(
      /data\/sister\/models.* cannot be written \(ENOTDIR\): set XDG_DATA_HOME/,
    );
  });

  it("an archive full of links and of paths that lead out of it", async () => {
    const evil = tgzOf([
      ...Array.from({ length: 50 }, (_, i) => ({ path: `${"../".repeat(i + 1)}evil`, content: "evil" })),
      { path: "m/model.onnx", type: "2", link: "/etc/passwd" },
    ]);
    const url = fixture.server.put("/evil.tgz", evil);
    const entry = entryOf({ archive: { kind: "archive", url, bytes: evil.length } }, [
      { name: "model.onnx", source: "archive", path: "m/model.onnx" },
    ]);
    expect(await fixture.problem(entry)).toMatch(/refused: it contains a path that leads out of it/);
    expect(existsSync(join(fixture.folder, "evil"))).toBe(false);
    expect(existsSync(fixture.dir())).toBe(false);
  });
});

describe("a damaged installed model", () => {
  const damages: [what: string, damage: (file: string) => void, said: RegExp][] = [
    [
      "cut short",
      (file) => truncateSync(file, 1000),
      /is truncated \(1000 of 300000 bytes\): install it again with "sister models pull a-model"/,
    ],
    [
      "garbage of the same size",
      (file) => writeFileSync(file, randomBytes(300_000)),
      /is damaged or a different file \(SHA-256/,
    ],
    ["longer", (file) => writeFileSync(file, "more", { flag: "a" }), /has 300004 bytes, not 300000/],
    ["missing", (file) => rmSync(file), /is missing: install it again/],
  ];
  it.each(damages)("is reported, and repaired by the named command: %s", async (_what, damage, said) => {
    const entry = served();
    await fixture.pull(entry);
    expect(await verifyModel(fixture.dir())).toBeNull();
    const before = await modelDigest(fixture.dir());
    damage(join(fixture.dir(), "model.onnx"));
    expect(await verifyModel(fixture.dir())).toMatch(said);
    expect(await fixture.pull(entry)).toMatchObject({ state: "installed" });
    expect(await verifyModel(fixture.dir(), { whole: true })).toBeNull();
    expect(await modelDigest(fixture.dir())).toBe(before);
  });

  it("is installed again if its manifest is damaged", async () => {
    const entry = served();
    await fixture.pull(entry);
    writeFileSync(join(fixture.dir(), "sister-model.json"), "{");
    expect(findModel("a-model", fixture.env)).toBeNull();
    expect(await fixture.pull(entry)).toMatchObject({ state: "installed" });
  });
});

describe("a pull lock", () => {
  it("of a dead process is taken over", async () => {
    mkdirSync(join(fixture.models, ".pull"), { recursive: true });
    const { hostname } = await import("node:os");
    // The largest process id of Linux is 4,194,304.
    writeFileSync(join(fixture.models, ".pull", "a-model.lock"), `4194305 ${hostname()}`);
    await fixture.pull(served());
    expect(isInstalled()).toBe(true);
  });
});

describe("removeModel", () => {
  it("removes an installed model, and refuses missing models and those of the system", async () => {
    const entry = { ...served(), name: "translate/en-xx" };
    await fixture.pull(entry);
    expect(await removeModel("translate/en-xx", fixture.env)).toBe(fixture.dir("translate/en-xx"));
    expect(existsSync(join(fixture.models, "translate"))).toBe(false);
    await expect(removeModel("translate/en-xx", fixture.env)).rejects.toThrow(/there is no model "translate\/en-xx"/);
    await expect(removeModel("../../etc", fixture.env)).rejects.toThrow(/there is no model/);
    await fixture.pull(entry);
    const system = { XDG_DATA_HOME: join(fixture.folder, "empty"), XDG_DATA_DIRS: join(fixture.folder, "data") };
    expect(findModel("translate/en-xx", system)?.dir).toBe(fixture.dir("translate/en-xx"));
    await expect(removeModel("translate/en-xx", system)).rejects.toThrow(/belongs to the system/);
    chmodSync(fixture.models, 0o755);
  });
});
