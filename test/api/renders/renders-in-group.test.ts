/** Burns of long videos by the ranks of a server's group. The encoder waits behind a gate, which the tests open when everything is in place. */
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { allEnd, makeFolder } from "../../cli/sister.js";
import { ffmpeg } from "../../support/media/made-media.js";
import { below, MPIRUN, processesOf, RANK } from "../../support/api/group-processes.js";
import {
  ask,
  differences,
  edit,
  finishedJob,
  madeVideo,
  pictureAt,
  picturesOf,
  rendered,
} from "../../support/api/rendered-video.js";
import type { RenderAnswer } from "../../support/api/rendered-video.js";
import { eventsOf, startServer, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

const POLL = { timeout: patience(60_000), interval: 50 };
/** The process of a burn's piece: the shell of the gate while it waits, then ffmpeg. */
const ENCODER = / libx264 .*frag_keyframe/;

describe("a burn of a long video", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let job: string;
  const kept = (name: string): string => join(place.folder, name);
  const openGate = (): Promise<void> => writeFile(kept("gate"), "");
  beforeAll(async () => {
    place = await makeFolder();
    const gated = kept("gated-ffmpeg");
    const gate = `while [ ! -e "${kept("gate")}" ]; do sleep 0.05; done`;
    await writeFile(gated, `#!/bin/sh\ncase " $* " in *" libx264 "*) ${gate} ;; esac\nexec ffmpeg "$@"\n`);
    await chmod(gated, 0o755);
    const group = { SISTER_GROUP_THRESHOLD_S: "4", SISTER_GROUP_FALLBACK: "off" };
    const env = { SISTER_SPEECH_MODEL: "sleep:0", ...group, FFMPEG_PATH: gated };
    server = await startServer({ ...place.env, ...env });
    await madeVideo(kept("talk.mp4"), 8, "320x180");
    job = await finishedJob(server, Uint8Array.from(await readFile(kept("talk.mp4"))), "talk.mp4");
    await edit(server, job, "MMMMMMMM", 1);
  });
  afterAll(async () => {
    await openGate();
    expect(await server.stop()).toBe(143);
    await place.remove();
  });
  beforeEach(() => rm(kept("gate"), { force: true }));

  /** Requests a burn, and waits until each of two ranks has a piece of it. */
  async function underWay(of = job): Promise<{ location: string | null; encoders: number[]; ranks: number[] }> {
    const asked = await ask(server, of, { lang: "en", kind: "burn" });
    let [encoders, ranks]: [number[], number[]] = [[], []];
    await expect
      .poll(async () => {
        ranks = await processesOf(server, RANK);
        const each = await Promise.all(ranks.map((rank) => below(rank, ENCODER)));
        encoders = each.flat();
        return each.map((some) => some.length > 0);
      }, POLL)
      .toEqual([true, true]);
    return { location: asked.headers.get("location"), encoders, ranks };
  }

  it("is encoded in pieces by all ranks, and joined without a seam", async () => {
    const { location, encoders } = await underWay();
    // Each rank encodes one piece at a time.
    expect(encoders).toHaveLength(2);
    await openGate();
    const render = await rendered(server, location);
    expect(render).toMatchObject({ status: "completed", progress: 1, error: null });
    const reply = await server.request(`/api/jobs/${job}`);
    expect(reply.json.route).toBe("group");
    const output = await fetch(new URL(render.links["output"] ?? "", server.url));
    await writeFile(kept("burned.mp4"), Buffer.from(await output.arrayBuffer()));
    expect(await picturesOf(kept("burned.mp4"))).toBe(await picturesOf(kept("talk.mp4")));
    // The cue ends at 1.5 s.
    const [shown, plain] = [await pictureAt(kept("burned.mp4"), 0.5), await pictureAt(kept("talk.mp4"), 0.5)];
    expect(differences(shown, plain).below).toBeGreaterThan(50);
    const [late, plainLate] = [await pictureAt(kept("burned.mp4"), 6), await pictureAt(kept("talk.mp4"), 6)];
    expect(differences(late, plainLate)).toEqual({ above: 0, below: 0 });
    // Every packet can be decoded.
    await ffmpeg("-xerror", "-i", kept("burned.mp4"), "-f", "null", "-");
    const events = eventsOf((await server.request(`/api/jobs/${job}/events`)).text);
    const shares = events.flatMap(({ event, data }) => (event === "render" ? [(data as RenderAnswer).progress] : []));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    await expect.poll(() => leftBehind(job), POLL).toEqual([]);
  });

  it("survives a killed rank, whose encoder ends with it", async () => {
    const { location, ranks } = await underWay();
    const [victim = 0] = ranks;
    const orphans = await below(victim, ENCODER);
    const launchers = await processesOf(server, MPIRUN);
    process.kill(victim, "SIGKILL");
    await allEnd([...ranks, ...launchers]);
    await openGate();
    await allEnd(orphans);
    expect(await rendered(server, location)).toMatchObject({ status: "completed", error: null });
    await expect.poll(() => leftBehind(job), POLL).toEqual([]);
  });

  it("ends at once when its job is removed, and the ranks are free for other work", async () => {
    const other = await finishedJob(server, await madeVideo(kept("other.mp4"), 6), "other.mp4");
    const { encoders, ranks } = await underWay(other);
    expect((await server.request(`/api/jobs/${other}`, { method: "DELETE" })).status).toBe(204);
    await expect.poll(async () => (await processesOf(server, ENCODER)).length, { timeout: patience(2000) }).toBe(0);
    await allEnd(encoders);
    await openGate();
    const asked = await ask(server, job, { lang: "en", kind: "burn" });
    expect(await rendered(server, asked.headers.get("location"))).toMatchObject({ status: "completed" });
    expect(await processesOf(server, RANK)).toEqual(ranks);
    await expect.poll(() => leftBehind(other), POLL).toEqual([]);
  });

  /** Unfinished files in a job's folder. */
  async function leftBehind(of: string): Promise<string[]> {
    const names = await readdir(join(place.folder, "data", "outputs", of)).catch(() => []);
    return names.filter((name) => !/^[\w-]+\.(mp4|mkv)$/.test(name));
  }
});
