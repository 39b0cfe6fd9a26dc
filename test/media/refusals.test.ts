import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SisterError } from "../../src/errors.js";
import { probe } from "../../src/media/probe/probe.js";
import {
  beeps,
  decodeAll,
  ffmpeg,
  H264,
  missingFfmpeg,
  picture,
  temporaryFolder,
} from "../support/media/made-media.js";

const made = temporaryFolder();
afterAll(made.remove);

/** Resolves with the refusal of a file. Fails the test if there is none, or none for people. */
async function refusalOf(path: string): Promise<SisterError> {
  const error = await probe(path)
    .then(decodeAll)
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(SisterError);
  expect((error as SisterError).exitCode).toBe(2);
  expect((error as SisterError).message).not.toContain("\n");
  return error as SisterError;
}

describe.skipIf(missingFfmpeg !== null)(`refused files${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`, () => {
  beforeAll(async () => {
    await ffmpeg(
      ...picture(8),
      ...beeps(8, 1),
      "-map",
      "0:v",
      "-map",
      "1:a",
      ...H264,
      "-c:a",
      "aac",
      made.path("whole.mp4"),
    );
    await ffmpeg("-i", made.path("whole.mp4"), "-c", "copy", "-movflags", "+faststart", made.path("front.mp4"));
    await ffmpeg("-i", made.path("whole.mp4"), "-c", "copy", made.path("whole.mkv"));
  });

  const half = (from: string, to: string): string => {
    const bytes = readFileSync(made.path(from));
    writeFileSync(made.path(to), bytes.subarray(0, bytes.length >> 1));
    return made.path(to);
  };
  const text = (name: string, words: string): string => {
    writeFileSync(made.path(name), words);
    return made.path(name);
  };

  test("a missing file", async () => {
    expect((await refusalOf(made.path("no.mp4"))).message).toMatch(/there is no file .*no\.mp4/);
    expect((await refusalOf(made.path("whole.mp4/no.mp4"))).message).toMatch(/there is no file/);
  });
  test("a folder", async () => expect((await refusalOf(made.folder)).message).toMatch(/is a folder/));
  test("an empty file", async () => expect((await refusalOf(text("empty.mp4", ""))).message).toMatch(/is empty/));
  test("a pipe", async () => {
    execFileSync("mkfifo", [made.path("pipe.mp4")]);
    expect((await refusalOf(made.path("pipe.mp4"))).message).toMatch(/not a regular file/);
  });
  test("a text named .mp4", async () => {
    expect((await refusalOf(text("text.mp4", "Dear all,\nthis is not a video.\n"))).message).toMatch(
      /not a video or audio file/,
    );
  });
  test("subtitles named .mp4", async () => {
    await refusalOf(text("subtitles.mp4", "1\n00:00:01,000 --> 00:00:02,000\nHello\n"));
  });
  test("a picture named .mp4", async () => {
    await ffmpeg(...picture(1), "-frames:v", "1", "-f", "image2", "-c:v", "png", made.path("picture.mp4"));
    await refusalOf(made.path("picture.mp4"));
  });
  test("an mp4 that is cut off before its index", async () => {
    expect((await refusalOf(half("whole.mp4", "cut.mp4"))).message).toMatch(/cut off or was never finished/);
  });
  test("an mp4 that is cut off after its index", async () => {
    expect((await refusalOf(half("front.mp4", "front-cut.mp4"))).message).toMatch(
      /cut off: \d.* s of sound came where 8\.0 s/,
    );
  });
  test("a Matroska file that is cut off", async () => {
    expect((await refusalOf(half("whole.mkv", "cut.mkv"))).message).toMatch(/cut off/);
  });
  test("a video without sound", async () => {
    await ffmpeg(...picture(2), ...H264, made.path("mute.mp4"));
    expect((await refusalOf(made.path("mute.mp4"))).message).toMatch(/no audio stream/);
  });
  test("sound that ends before the picture is not cut off", async () => {
    const path = made.path("short-sound.mkv");
    await ffmpeg(...picture(8), ...beeps(3, 1), "-map", "0:v", "-map", "1:a", ...H264, "-c:a", "flac", path);
    expect((await decodeAll(await probe(path))).length / 16_000).toBeCloseTo(3, 1);
  });

  test("lists that point to other files are refused as lists, and no other file is read", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      // The other file exists, so that the list is refused for being a list, not for being broken.
      copyFileSync(made.path("whole.mp4"), made.path("other.mp4"));
      await ffmpeg("-i", made.path("whole.mp4"), "-c", "copy", made.path("other.ts"));
      const lists: Record<string, string> = {
        hls: `#EXTM3U\n#EXT-X-TARGETDURATION:8\n#EXTINF:8,\nother.ts\n#EXTINF:8,\n${web}/segment.ts\n#EXT-X-ENDLIST\n`,
        master: `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000\n${web}/inner.m3u8\n`,
        concat: `ffconcat version 1.0\nfile other.mp4\nfile ${web}/x.mp4\n`,
        sdp: "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        dash:
          `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT8S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">` +
          `<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${web}/dash.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
        asx: `<asx version="3.0"><entry><ref href="${web}/asx.mp4"/></entry></asx>`,
        rtsp: `RTSPtext\nrtsp://127.0.0.1:1/x\n`,
      };
      for (const [name, words] of Object.entries(lists)) await refusalOf(text(`${name}.mp4`, words));
      for (const name of ["list.m3u8", "list.mpd", "list.sdp", "list.txt", "list.concat", "list.ffconcat"]) {
        for (const words of Object.values(lists)) await refusalOf(text(name, words));
      }
      expect(asked).toEqual([]);
    } finally {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  }, 60_000);

  test("an mp4 whose samples lie in another file returns nothing of that file", async () => {
    // Changes the data reference of the sound's track (ISO/IEC 14496-12, 8.7.2): the flag "in this file" is cleared.
    const bytes = readFileSync(made.path("whole.mp4"));
    for (let at = bytes.indexOf("url "); at >= 0; at = bytes.indexOf("url ", at + 1)) bytes.writeUInt32BE(0, at + 4);
    writeFileSync(made.path("elsewhere.mp4"), bytes);
    const before = readFileSync(made.path("elsewhere.mp4"));
    await probe(made.path("elsewhere.mp4"))
      .then(decodeAll)
      .catch((error: unknown) => expect(error).toBeInstanceOf(SisterError));
    expect(readFileSync(made.path("elsewhere.mp4")).equals(before)).toBe(true);
  });

  test("file names with a special meaning in ffmpeg are taken literally", async () => {
    mkdirSync(made.path("names"));
    const names = [
      "-i.mp4",
      "a:b.mp4",
      "http:x.mp4",
      "concat:a|b.mp4",
      "%03d.mp4",
      'it\'s "quoted".mp4',
      "a\nb.mp4",
      "[x],y;z=1\\.mp4",
      "pipe:0",
      "*?.mp4",
    ];
    const here = process.cwd();
    try {
      process.chdir(made.path("names"));
      for (const name of names) {
        copyFileSync(made.path("whole.mp4"), join(made.path("names"), name));
        // Relative too: ffmpeg could then see a leading dash.
        expect((await probe(name)).duration).toBeCloseTo(8, 1);
        expect((await decodeAll(await probe(join(made.path("names"), name)))).length / 16_000).toBeCloseTo(8, 1);
      }
    } finally {
      process.chdir(here);
    }
  });
});
