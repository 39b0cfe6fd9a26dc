/**
 * A kept group on real ssh hosts that die. The engine sleeps: only the recovery is tested. One fault is in every test
 * run, all are in the full one.
 */
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeFolder, speechOf, wavOf } from "../cli/sister.js";
import { hostsUnavailable, TestHosts, type RunningInHost } from "./hosts.js";
import { patience } from "../support/pace.js";

const PROGRAM = fileURLToPath(new URL("./programs/kept-group.ts", import.meta.url));
const unavailable = hostsUnavailable();
const POLL = { timeout: patience(60_000), interval: 50 };
const LIMIT = { timeout: patience(240_000) };
const isFull = process.env["SISTER_TEST_FULL"] !== undefined;

interface Done {
  job: string;
  segments: { done: number; failed: number; total: number };
  ranks: { host: string; segments: number }[];
  /** Segments that were recognized twice. */
  again: number;
  srt: string;
}

describe.skipIf(unavailable !== null)(
  `A kept group on three ssh hosts${unavailable ? ` (skipped: ${unavailable})` : ""}`,
  () => {
    let hosts: TestHosts;
    let place: Awaited<ReturnType<typeof makeFolder>>;
    let file = "";
    beforeEach(async () => {
      hosts = await TestHosts.start({ count: 3, slots: 1 });
      place = await makeFolder();
      file = join(place.folder, "talk.wav");
      await writeFile(file, wavOf(await speechOf(75)));
    });
    afterEach(async () => {
      await hosts.stop();
      await place.remove();
    });

    const begin = (hostfile: string, then = 0): RunningInHost =>
      hosts.begin("host1", [process.execPath, "--import", "tsx", PROGRAM, hostfile, file, "0.3", String(then)], 150);
    const messages = (running: RunningInHost): Record<string, unknown>[] =>
      running
        .said()
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const doneOf = (running: RunningInHost): Done[] =>
      messages(running).filter((message) => "job" in message) as unknown as Done[];
    const segmentsDone = (running: RunningInHost): number =>
      Math.max(0, ...messages(running).map((message) => Number(message["done"] ?? 0)));
    const hostsOf = ({ ranks }: Done): string[] => ranks.map(({ host }) => host).sort();

    const faults = [
      ["crashes", (): Promise<void> => hosts.crash("host3")],
      ["loses its link", (): Promise<void> => hosts.link("host3", "down")],
    ] as const;
    for (const [fault, harm] of isFull ? faults : faults.slice(0, 1)) {
      it(`continues within 60 s without a host that ${fault}`, LIMIT, async () => {
        const running = begin(hosts.hostfile);
        await expect.poll(() => segmentsDone(running), POLL).toBeGreaterThan(0);
        await harm();
        const done = segmentsDone(running);
        await expect.poll(() => segmentsDone(running), POLL).toBeGreaterThan(done + 1);
        expect(await running.ended, running.said()).toBe(0);
        const [job] = doneOf(running);
        expect(job?.segments).toMatchObject({ failed: 0 });
        expect(job?.segments.done).toBe(job?.segments.total);
        expect(job && hostsOf(job)).toEqual(["host1", "host2"]);
        // Only segments in flight are recognized again, and they were not kept before.
        expect(job?.again).toBe(0);
      });
    }

    if (!isFull) return;
    it("starts without a host that is down, and uses a host that is added while it is idle", LIMIT, async () => {
      await hosts.crash("host2");
      const hostfile = join(place.folder, "hostfile");
      const [first = "", second = "", third = ""] = (await readFile(hosts.hostfile, "utf8")).trim().split("\n");
      await writeFile(hostfile, `${first}\n${second}\n`);
      const running = begin(hostfile, 2);
      await expect.poll(() => segmentsDone(running), POLL).toBeGreaterThan(0);
      expect(running.said()).toMatch(/host2 is left out/);
      await appendFile(hostfile, `${third}\n`);
      expect(await running.ended, running.said()).toBe(0);
      expect(doneOf(running).map(hostsOf)).toEqual([["host1"], ["host1", "host3"]]);
    });
  },
);
