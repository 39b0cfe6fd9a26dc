import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { expectSameCues } from "../cli/same-cues.js";
import { COMMAND, makeFolder, run, speechOf, wavOf } from "../cli/sister.js";
import { hostsUnavailable, TestHosts } from "./hosts.js";
import { patience } from "../support/pace.js";

const unavailable = hostsUnavailable();

describe.skipIf(unavailable !== null)(
  `A group on three ssh hosts${unavailable ? ` (skipped: ${unavailable})` : ""}`,
  () => {
    let hosts: TestHosts;
    let folder = "";
    let remove: () => Promise<void>;
    beforeAll(async () => {
      hosts = await TestHosts.start({ count: 3, slots: 1 });
      ({ folder, remove } = await makeFolder());
    });
    afterAll(async () => {
      await hosts.stop();
      await remove();
    });

    /** Writes a video that only the first host has. */
    const give = async (): Promise<string> => {
      const source = join(folder, "talk.wav");
      await writeFile(source, wavOf(await speechOf(62)));
      const own = join(hosts.private, "talk.wav");
      const { status, stderr } = await hosts.exec("host1", ["cp", source, own]);
      expect(status, stderr).toBe(0);
      expect((await hosts.exec("host2", ["ls", hosts.private])).stdout).toBe("");
      return own;
    };
    const own = (): NodeJS.ProcessEnv => ({ SISTER_DATA_DIR: join(hosts.private, "data") });

    it(
      "does the main job with the video, the journal and the results on the first host only",
      { timeout: patience(180_000) },
      async () => {
        const file = await give();
        // The order of the hostfile does not matter: rank 0 runs where the command was given.
        const hostfile = join(folder, "hostfile");
        await writeFile(hostfile, (await readFile(hosts.hostfile, "utf8")).trim().split("\n").reverse().join("\n"));
        const { status, stderr } = await hosts.exec(
          "host1",
          [COMMAND, "translate", file, "--to", "es", "--hostfile", hostfile],
          own(),
        );
        expect(status, stderr).toBe(0);
        const document = JSON.parse(
          (await hosts.exec("host1", ["cat", join(hosts.private, "talk.json")])).stdout,
        ) as SubtitleDocument;
        expect(document.ranks.map((rank) => rank.host).sort()).toEqual(["host1", "host2", "host3"]);
        expect(document.ranks[0]?.host).toBe("host1");
        expect(document.ranks.every((rank) => rank.segments > 0)).toBe(true);
        // The same words as on one machine.
        const alone = await run(["translate", join(folder, "talk.wav"), "--to", "es", "--ranks", "2"], {
          SISTER_DATA_DIR: join(folder, "data"),
        });
        expect(alone.status, alone.stderr).toBe(0);
        const { cues } = JSON.parse(await readFile(join(folder, "talk.json"), "utf8")) as SubtitleDocument;
        expectSameCues(document.cues, cues);
        expect((await hosts.exec("host2", ["ls", hosts.private])).stdout).toBe("");
      },
    );

    it("works with a plain mpirun --hostfile too", async () => {
      const file = await give();
      const launch = ["mpirun", "--bind-to", "none", "--hostfile", hosts.hostfile, "-x", "SISTER_DATA_DIR", COMMAND];
      const { status, stderr } = await hosts.exec(
        "host1",
        [...launch, "translate", file, "--to", "ca", "--overwrite"],
        own(),
      );
      expect(status, stderr).toBe(0);
      expect((await hosts.exec("host1", ["cat", join(hosts.private, "talk.ca.srt")])).stdout).toMatch(/-->/);
    });

    it("names a host that is down, in doctor with what to do, and in translate", async () => {
      const well = await hosts.exec("host1", [COMMAND, "doctor", "--hostfile", hosts.hostfile], own());
      expect(well.status, well.stdout + well.stderr).toBe(0);
      expect(well.stdout).toMatch(/ok +host host3/);
      await hosts.crash("host3");
      const ill = await hosts.exec("host1", [COMMAND, "doctor", "--hostfile", hosts.hostfile], own());
      expect(ill.status).toBe(1);
      expect(ill.stdout).toMatch(/FAILED +host host3 +no answer over ssh/);
      const file = await give();
      const { status, stderr } = await hosts.exec(
        "host1",
        [COMMAND, "translate", file, "--hostfile", hosts.hostfile, "--overwrite"],
        own(),
      );
      expect(status).toBe(1);
      expect(stderr).toMatch(/host3/);
      await hosts.boot("host3");
    });
  },
);
