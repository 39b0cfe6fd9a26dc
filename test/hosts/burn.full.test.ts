/** A burn with hosts that have neither the video nor a data folder. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { makeFolder } from "../cli/sister.js";
import { ffmpeg, H264, picture } from "../support/media/made-media.js";
import { hostsUnavailable, TestHosts } from "./hosts.js";

const PROGRAM = fileURLToPath(new URL("./programs/kept-group-burn.ts", import.meta.url));
const unavailable = hostsUnavailable();

it("a burn works with hosts that have none of its files", async ({ skip }) => {
  if (unavailable !== null) skip(unavailable);
  const hosts = await TestHosts.start({ count: 3, slots: 1 });
  const place = await makeFolder();
  try {
    const [video, subtitle] = [join(place.folder, "talk.mp4"), join(place.folder, "talk.srt")];
    const sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=24"];
    await ffmpeg(...picture(24, "640x360"), ...sound, ...H264, "-c:a", "aac", video);
    await writeFile(subtitle, "1\n00:00:01,000 --> 00:00:20,000\nMMMM\n");
    const own = (name: string): string => join(hosts.private, name);
    expect((await hosts.exec("host1", ["cp", video, subtitle, hosts.private])).status).toBe(0);
    // Each host must run an encoder at some time.
    const seen = ["host1", "host2", "host3"].map((host) =>
      hosts.exec(host, ["timeout", "200", "bash", "-c", "until pgrep -x ffmpeg; do sleep 0.1; done"]),
    );
    const files = [own("talk.mp4"), own("talk.srt"), own("burned.mp4")];
    const command = [process.execPath, "--import", "tsx", PROGRAM, hosts.hostfile, ...files];
    const { status, stdout, stderr } = await hosts.exec("host1", command);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout), stderr).toEqual({ hosts: ["host1", "host2", "host3"], pieces: 6, problem: null });
    for (const one of seen) expect((await one).status).toBe(0);
    const count = ["-v", "error", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"];
    const counted = await hosts.exec("host1", ["ffprobe", ...count, "-select_streams", "v:0", own("burned.mp4")]);
    expect(counted.stdout.trim()).toBe("600");
    expect((await hosts.exec("host2", ["ls", hosts.private])).stdout).toBe("");
  } finally {
    await hosts.stop();
    await place.remove();
  }
});
