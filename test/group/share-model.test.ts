/** A model goes from rank 0 to the hosts that lack it. A folder of models of its own stands for a host: XDG_DATA_HOME by rank. */
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyModel } from "../../src/speech/models/installed.js";
import { startWorld, type Run } from "../mpi/launch.js";

const PROGRAM = fileURLToPath(new URL("./programs/share-model.ts", import.meta.url));
const MODEL = "tests/a-model";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-share-"));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const dataHome = (host: string): string => join(folder, host);
const modelsOf = (host: string): string => join(dataHome(host), "sister", "models");
const modelOf = (host: string): string => join(modelsOf(host), ...MODEL.split("/"));

/** A model of two files, larger than one broadcast, and an empty one. */
function putModel(host: string, seed = "one"): void {
  const dir = modelOf(host);
  mkdirSync(join(dir, "below"), { recursive: true });
  const contents: Record<string, Buffer> = {
    "encoder.onnx": Buffer.alloc(9_000_001, seed),
    "below/tokens.txt": Buffer.from(`tokens of ${seed}`),
    "empty.bin": Buffer.alloc(0),
  };
  const files: Record<string, { bytes: number; sha256: string }> = {};
  for (const [name, content] of Object.entries(contents)) {
    writeFileSync(join(dir, name), content);
    files[name] = { bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
  }
  const about = { format: 1, name: MODEL, version: "1", task: "speech", family: "none", languages: ["en"] };
  const rest = { licence: { name: "MIT", text: "" }, source: ["a test"], digests: "recorded", files };
  writeFileSync(join(dir, "sister-model.json"), JSON.stringify({ ...about, ...rest }));
}

const digestOf = (host: string): string =>
  createHash("sha256")
    .update(readFileSync(join(modelOf(host), "encoder.onnx")))
    .digest("hex");

/** One rank for each of the hosts. */
function share(hosts: readonly string[], model = MODEL): Promise<Run> {
  return startWorld(
    hosts.map((host) => ({
      ranks: 1,
      command: [
        "env",
        `XDG_DATA_HOME=${dataHome(host)}`,
        "XDG_DATA_DIRS=/nowhere",
        process.execPath,
        "--import",
        "tsx",
        PROGRAM,
        model,
      ],
    })),
  ).ended;
}

/** What each rank was told, of the first call and of the second. */
function told({ reports }: Run, name: string): (string | null)[] {
  return reports
    .filter((one) => one.name === name)
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.error);
}

describe("a model is shared with the hosts that lack it", () => {
  it("that have none, another one, or a damaged one; two ranks of a host write once", async () => {
    putModel("zero");
    putModel("other", "two");
    putModel("damaged");
    const damaged = join(modelOf("damaged"), "encoder.onnx");
    writeFileSync(damaged, randomBytes(readFileSync(damaged).length));
    const run = await share(["zero", "none", "none", "other", "damaged"]);
    expect(told(run, "first"), run.stderr).toEqual([null, null, null, null, null]);
    expect(told(run, "second")).toEqual([null, null, null, null, null]);
    for (const host of ["none", "other", "damaged"]) {
      expect(await verifyModel(modelOf(host), { whole: true })).toBeNull();
      expect(digestOf(host)).toBe(digestOf("zero"));
      expect(readdirSync(join(modelsOf(host), ".pull"))).toEqual([]);
    }
  });

  it("and nothing is written where all have it", async () => {
    putModel("zero");
    cpSync(dataHome("zero"), dataHome("one"), { recursive: true, preserveTimestamps: true });
    const run = await share(["zero", "one"]);
    expect(told(run, "first"), run.stderr).toEqual([null, null]);
    expect(existsSync(join(modelsOf("one"), ".pull"))).toBe(false);
  });
});

describe("a host that cannot have it is named, with what to do, on every rank", () => {
  it("because its folder cannot be written", async () => {
    putModel("zero");
    // A file in the place of a folder: root may write into a folder of any mode.
    writeFileSync(dataHome("closed"), "");
    const run = await share(["zero", "none", "closed"]);
    const problems = told(run, "first");
    expect(problems[0], run.stderr).toMatch(
      /^the model tests\/a-model is missing or another one, and cannot be written, on .+ \(.*closed\/sister\/models cannot be written: ENOTDIR\): run "sister models pull tests\/a-model" there$/,
    );
    expect(new Set(problems).size).toBe(1);
    expect(existsSync(modelOf("none"))).toBe(false);
  });

  it("because rank 0 itself lacks it", async () => {
    putModel("one");
    const run = await share(["zero", "one"]);
    expect(told(run, "first")[1], run.stderr).toMatch(
      /^rank 0 on .+: the model tests\/a-model is not installed: sister models pull tests\/a-model$/,
    );
  });

  it("because the folder that was given is damaged", async () => {
    putModel("zero");
    const dir = modelOf("zero");
    rmSync(join(dir, "encoder.onnx"));
    const after = await share(["zero", "one"], dir);
    expect(told(after, "first")[0]).toMatch(/^rank 0 on .+: .*encoder\.onnx is missing: install it again with/);
  });
});
