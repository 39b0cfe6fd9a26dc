/** The programs in examples/ run and print what they promise. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, talk, type TestServer } from "../support/api/server.js";
import { makeFolder } from "../cli/sister.js";
import { runRanks } from "../mpi/launch.js";

const FOLDER = new URL("../../examples/", import.meta.url);

/** What each MPI program prints on 2 ranks. primes.ts is a module of executor.ts. */
const PRINTS: Readonly<Record<string, RegExp>> = {
  "hello.ts": /^rank 0 of 2 on \S+\nrank 1 of 2 on \S+\n$/,
  "ring.ts": /^the token visited 2 ranks; the sum of their numbers is 1\n$/,
  "halo-exchange.ts": /^after \d+ steps the middle has 2[0-9]\.\d\d degrees\n$/,
  "executor.ts": /^17984 prime numbers below 200000\n$/,
};

describe("an MPI example", () => {
  it("is in this test", () => {
    const programs = readdirSync(new URL("mpi/", FOLDER)).filter((name) => name !== "primes.ts");
    expect(programs.sort()).toEqual(Object.keys(PRINTS).sort());
  });

  for (const [name, prints] of Object.entries(PRINTS)) {
    it(`runs on 2 ranks: ${name}`, { timeout: 120_000 }, async () => {
      const run = await runRanks(new URL(`mpi/${name}`, FOLDER), { ranks: 2, limitSeconds: 100 });
      expect(run.status, run.stderr).toBe(0);
      expect(run.stdout).toMatch(prints);
    });
  }

  it("gives the same result on any number of ranks", { timeout: 240_000 }, async () => {
    const outputs = [];
    for (const ranks of [1, 3])
      outputs.push((await runRanks(new URL("mpi/halo-exchange.ts", FOLDER), { ranks, limitSeconds: 100 })).stdout);
    expect(outputs[1]).toBe(outputs[0]);
  });
});

describe("an example of the API", { timeout: 180_000 }, () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  beforeAll(async () => {
    place = await makeFolder();
    server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01" });
    writeFileSync(join(place.folder, "talk.wav"), await talk(10));
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
  });

  const run = async (program: string, args: readonly string[]): Promise<string> => {
    const env = { ...process.env, SISTER_URL: server.url, NODE_OPTIONS: "" };
    const { stdout } = await promisify(execFile)(program, args, { cwd: place.folder, env, timeout: 120_000 });
    expect(readFileSync(join(place.folder, "talk.es.srt"), "utf8")).toMatch(/^1\n00:00:0\d,\d{3} --> /);
    return stdout;
  };
  const pathOf = (name: string): string => fileURLToPath(new URL(`api/${name}`, FOLDER));

  it("uploads a video with curl and downloads its subtitles", async () => {
    const stdout = await run(pathOf("upload.sh"), ["talk.wav", "es"]);
    expect(stdout).toMatch(/^job http:.*\n(.*\n)*.*"status":"completed".*\nwrote talk\.es\.srt\n$/);
  });

  it("follows a job with fetch and downloads its subtitles", async () => {
    const tsx = import.meta.resolve("tsx");
    const stdout = await run(process.execPath, ["--import", tsx, pathOf("client.ts"), "talk.wav", "es"]);
    expect(stdout).toMatch(/^job [0-9a-f-]{36}\n/);
    expect(stdout).toMatch(/\nwrote talk\.es\.srt\n$/);
  });
});
