/**
 * Rank 0 sends a model to hosts that lack it. Each rank has its own models folder (XDG_DATA_HOME), which stands for a
 * host.
 */
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

/** Writes a model of three files: one larger than a broadcast, a small one, and an empty one. */
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

/** The result on each rank, of the first call or of the second. */
function resultsOf({ reports }: Run, name: string): (string | null)[] {
  return reports
    .filter((one) => one.name === name)
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.error);
}

describe("A shared model", () => {
  it("is sent to hosts without it, with another one, or with a damaged one, once for the ranks of a host", async () => {
    putModel("zero");
    putModel("other", "two");
    putModel("damaged");
    const damaged = join(modelOf("damaged"), "encoder.onnx");
    writeFileSync(damaged, randomBytes(readFileSync(damaged).length));
    const run = await share(["zero", "none", "none", "other", "damaged"]);
    expect(resultsOf(run, "first"), run.stderr).toEqual([null, null, null, null, null]);
    expect(resultsOf(run, "second")).toEqual([null, null, null, null, null]);
    for (const host of ["none", "other", "damaged"]) {
      expect(await verifyModel(modelOf(host), { whole: true })).toBeNull();
      expect(digestOf(host)).toBe(digestOf("zero"));
      expect(readdirSync(join(modelsOf(host), ".pull"))).toEqual([]);
    }
  });

  it("is not written if all hosts have it", async () => {
    putModel("zero");
    cpSync(dataHome("zero"), dataHome("one"), { recursive: true, preserveTimestamps: true });
    const run = await share(["zero", "one"]);
    expect(resultsOf(run, "first"), run.stderr).toEqual([null, null]);
    expect(existsSync(join(modelsOf("one"), ".pull"))).toBe(false);
  });
});

describe("The error on every rank names the host and what to do", () => {
  it("if the folder of a host cannot be written", async () => {
    putModel("zero");
    // A file in the place of a folder: root may write into a folder of any mode.
    writeFileSync(dataHome("closed"), "");
    const run = await share(["zero", "none", "closed"]);
    const problems = resultsOf(run, "first");
    expect(problems[0], run.stderr).toMatch(
      /^the model tests\/a-model is missing or different on .+ \(.*closed\/sister\/models cannot be written: ENOTDIR\) and cannot be written there: run "sister models pull tests\/a-model" there$/,
    );
    expect(new Set(problems).size).toBe(1);
    expect(existsSync(modelOf("none"))).toBe(false);
  });

  it("if rank 0 lacks the model", async () => {
    putModel("one");
    const run = await share(["zero", "one"]);
    expect(resultsOf(run, "first")[1], run.stderr).toMatch(
      /^rank 0 on .+: the model tests\/a-model is not installed: sister models pull tests\/a-model$/,
    );
  });

  it("if the given folder is damaged", async () => {
    putModel("zero");
    const dir = modelOf("zero");
    rmSync(join(dir, "encoder.onnx"));
    const after = await share(["zero", "one"], dir);
    expect(resultsOf(after, "first")[0]).toMatch(/^rank 0 on .+: .*encoder\.onnx is missing: install it again with/);
  });
});
