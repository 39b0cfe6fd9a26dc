/** `sister translate` with subtitles as source: files of every format, and tracks of videos. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseAss } from "ass-compiler";
import { XMLValidator } from "fast-xml-parser";
import * as captions from "media-captions";
import { parseSync } from "subtitle";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { beginService, translated, type ServiceServer } from "../translation/service-server.js";
import { ffmpeg, ffprobe } from "../support/media/made-media.js";
import { makeFolder, run } from "./sister.js";

/** What the package exports: its types name their files without an ending, which this project's resolution does not take. */
const { parseText } = captions as unknown as {
  parseText(
    text: string,
    options: { type: "vtt"; strict: boolean; errors: boolean },
  ): Promise<{ cues: { startTime: number; endTime: number }[]; errors: unknown[] }>;
};

let folder = "";
let env: NodeJS.ProcessEnv = {};
let remove: () => Promise<void>;
let service: ServiceServer;
const at = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(at(name), "utf8");
/** Settings by which the loopback service translates. */
const byService = (): NodeJS.ProcessEnv => ({
  ...env,
  SISTER_TRANSLATORS: "openai",
  SISTER_OPENAI_URL: service.url,
  SISTER_OPENAI_MODEL: "tiny",
});

beforeAll(async () => {
  ({ folder, env, remove } = await makeFolder());
  service = await beginService("openai");
});
afterAll(async () => {
  await service.close();
  await remove();
});

const FILM = `1\r
00:00:01,000 --> 00:00:03,000\r
<i>The house of my friend José is</i>\r
\r
2\r
00:00:03,200 --> 00:00:05,000\r
big and white.\r
\r
3\r
00:00:06,000 --> 00:00:08,000 X1:1 X2:2\r
{\\an8}A good day.\r
\r
4\r
00:00:08,100 --> 00:00:10,000\r
- Good morning.\r
- 1984!\r
`;

describe("a subtitle file", () => {
  test("in windows-1252 becomes Spanish by Apertium, with its times, tags and places", async () => {
    writeFileSync(at("film.en.srt"), Buffer.from(FILM, "latin1"));
    const { status, stdout, stderr } = await run(["translate", at("film.en.srt"), "--to", "es"], env);
    expect(stderr).toMatch(/read as windows-1252, which is a guess: give --encoding/);
    expect(status).toBe(0);
    expect(stdout).toMatch(/4 cues in English \(en\), SubRip in windows-1252\nSpanish \(es\) by apertium: 4 of 4 cues/);
    expect(readdirSync(folder).filter((name) => name.startsWith("film."))).toEqual(["film.en.srt", "film.es.srt"]);
    const lines = read("film.es.srt").split("\n");
    expect(lines.filter((line) => line.includes("-->"))).toEqual(
      FILM.split("\r\n")
        .filter((line) => line.includes("-->"))
        .map((line) => line.replace(/ X1.*/, "")),
    );
    expect(lines[2]).toMatch(/^<i>La casa .*José.*<\/i>$/);
    expect(lines[10]).toMatch(/^\{\\an8\}/);
    expect(lines.slice(14, 16)).toEqual(["- Buenos días.", "- 1984!"]);
  });

  test("is not written over without --overwrite, and is the same with it", async () => {
    const before = read("film.es.srt");
    const refused = await run(["translate", at("film.en.srt"), "--to", "es"], env);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/film\.es\.srt exists already: add --overwrite/);
    const words = ["translate", at("film.en.srt"), "--to", "es", "--overwrite", "--encoding", "windows-1252"];
    const again = await run([...words, "--json"], env);
    expect(again.stderr).not.toMatch(/guess/);
    expect(JSON.parse(again.stdout)).toMatchObject({
      ...{ ok: true, source: "en", targets: ["es"], translators: { es: "apertium" }, cues: 4 },
      ...{ encoding: "windows-1252", format: "srt", untranslated: { es: 0 }, files: [at("film.es.srt")] },
    });
    expect(read("film.es.srt")).toBe(before);
  });

  test("becomes Indonesian by a service, in every format and with both languages, and other programs read it", async () => {
    writeFileSync(
      at("talk.vtt"),
      "WEBVTT\n\nSTYLE\n::cue(.loud) { color: red }\n\nfirst\n00:01.000 --> 00:03.000 line:0 align:start\n<v Ann>Where <b>is</b> the house & the <c.loud>garden</c>?\n\n" +
        "00:04.000 --> 00:06.500\nI have never\n\n00:06.600 --> 00:08.000\nseen it.\n",
    );
    const formats = "srt,vtt,ass,ttml,txt,csv,json";
    const words = ["translate", at("talk.vtt"), "--from", "English", "--to", "id", "--format", formats];
    const { status, stderr } = await run([...words, "--bilingual", "en,id"], byService());
    expect(stderr).toContain("CSV holds no bold, italic and underlined text");
    expect(status).toBe(0);
    const endings = readdirSync(folder).filter((name) => name.startsWith("talk."));
    const single = ["ass", "csv", "srt", "ttml", "txt", "vtt"].map((id) => `talk.id.${id}`);
    const both = ["ass", "srt", "ttml", "vtt"].map((id) => `talk.en-id.${id}`);
    expect(endings).toEqual([...both, ...single, "talk.json", "talk.vtt"].sort());

    const times = [
      [1000, 3000],
      [4000, 6500],
      [6600, 8000],
    ];
    const whole = translated("I have never seen it.", "id");
    const nodes = parseSync(read("talk.id.srt")).flatMap((node) => (node.type === "cue" ? [node.data] : []));
    expect(nodes.map(({ start, end }) => [start, end])).toEqual(times);
    expect(`${nodes[1]?.text} ${nodes[2]?.text}`).toBe(whole);
    const vtt = await parseText(read("talk.id.vtt"), { type: "vtt", strict: true, errors: true });
    expect(vtt.errors).toEqual([]);
    expect(vtt.cues.map(({ startTime, endTime }) => [startTime * 1000, endTime * 1000])).toEqual(times);
    expect(read("talk.id.vtt")).toMatch(
      /::cue\(\.loud\)[\s\S]*first\n00:00:01\.000 --> 00:00:03\.000 line:0 align:start\n<v Ann>.*<b>iskan<\/b>[\s\S]*&amp;.*<c\.loud>gardenkan/,
    );
    const dialogues = parseAss(read("talk.id.ass")).events.dialogue;
    expect(dialogues.map(({ Start, End }) => [Start * 1000, End * 1000])).toEqual(times);
    expect(XMLValidator.validate(read("talk.id.ttml"))).toBe(true);
    expect(read("talk.id.ttml")).toMatch(/xml:lang="id"[\s\S]*begin="00:00:04.000" end="00:00:06.500"/);
    for (const name of ["talk.id.srt", "talk.id.vtt", "talk.id.ass", "talk.en-id.srt", "talk.en-id.vtt"]) {
      // ffmpeg 5 stops at a STYLE block.
      writeFileSync(at(`plain-${name}`), read(name).replace(/STYLE\n.*\n\n/, ""));
      const starts = await ffprobe("-show_entries", "packet=pts_time", "-of", "csv=p=0", at(`plain-${name}`));
      expect(starts.match(/\d+\.\d+/g)?.map(Number)).toEqual([1, 4, 6.6]);
    }
    expect(read("talk.en-id.srt")).toMatch(/\nI have never\n.*kan/);
    expect(parseAss(read("talk.en-id.ass")).events.dialogue).toHaveLength(6);
    expect(read("talk.en-id.ass")).toContain("{\\an8}I have never");
    expect(read("talk.id.txt")).toContain(whole);
    const document = JSON.parse(read("talk.json")) as SubtitleDocument;
    expect(document).toMatchObject({ version: 2, source: "en", targets: ["id"], translators: { id: "openai" } });
    expect(document.cues[1]?.text["en"]).toBe("I have never");

    // Sister's own JSON, TTML, ASS and CSV are sources too.
    for (const name of ["talk.json", "talk.id.ttml", "talk.id.ass", "talk.id.csv"]) {
      const from = name === "talk.json" ? "en" : "id";
      const out = at(`again-${name}`);
      const back = ["translate", at(name), "--from", from, "--to", "es", "--out", out, "--json", "--format", "srt"];
      const again = await run(back, byService());
      expect(again.status, again.stderr).toBe(0);
      expect(parseSync(readFileSync(join(out, "talk.es.srt"), "utf8")).length).toBe(3);
    }
  });

  test("gets the terms of --glossary, by Apertium and by a service that --translator names", async () => {
    writeFileSync(at("terms.csv"), "source,es,id\nhouse,morada,rumah\n");
    writeFileSync(at("home.en.srt"), "1\n00:00:01,000 --> 00:00:03,000\nThe house is big.\n");
    const terms = ["--glossary", at("terms.csv")];
    const spanish = await run(["translate", at("home.en.srt"), "--to", "es", ...terms], env);
    expect(spanish.status, spanish.stderr).toBe(0);
    expect(read("home.es.srt")).toMatch(/morada/);
    const settings = { ...byService(), SISTER_TRANSLATORS: "" };
    const words = ["translate", at("home.en.srt"), "--to", "id", "--translator", "openai", "--json", ...terms];
    const { status, stdout, stderr } = await run(words, settings);
    expect(status, stderr).toBe(0);
    expect(service.requests.at(-1)?.body).toContain("rumah");
    expect(JSON.parse(stdout)).toMatchObject({
      translators: { id: "openai" },
      services: { openai: { requests: 1, characters: 17 } },
      warnings: [{ code: "glossary", message: expect.stringMatching(/"house" is not "rumah".* at 0:01\.0/) as string }],
    });
  });

  test("that a service only echoes is marked, counted and no success", async () => {
    service.otherwise = "echo";
    writeFileSync(at("echo.en.srt"), "1\n00:00:01,000 --> 00:00:03,000\nNobody translates this sentence here.\n");
    const { status, stderr } = await run(["translate", at("echo.en.srt"), "--to", "id"], byService());
    service.otherwise = "good";
    expect(status).toBe(1);
    expect(stderr).toMatch(/cue 1 could not be translated into Indonesian \(id\) and is marked/);
    expect(read("echo.id.srt")).toBe("1\n00:00:01,000 --> 00:00:03,000\n[not translated]\n");
  });

  test("that fails among others does not stop them", async () => {
    writeFileSync(at("bad.en.srt"), "these are no subtitles");
    writeFileSync(at("good.en.srt"), "1\n00:00:01,000 --> 00:00:03,000\nThe house.\n");
    const words = ["translate", at("bad.en.srt"), at("good.en.srt"), "--to", "es", "--json"];
    const { status, stdout, stderr } = await run(words, env);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject(
      [
        { ok: false, error: /not a subtitle file/ },
        { ok: true, cues: 1 },
      ].map((one) =>
        "error" in one ? { ok: false, error: expect.stringMatching(/not a subtitle file/) as string } : one,
      ),
    );
    expect(stderr).toMatch(/1 of 2 files failed/);
    expect(existsSync(at("good.es.srt"))).toBe(true);
  });

  test.each([
    ["without a target", ["film.en.srt"], /film\.en\.srt is a subtitle file: give the languages .* with --to/],
    [
      "without a language",
      ["nameless.srt", "--to", "es"],
      /language of nameless\.srt is not known: give it with --from/,
    ],
    ["with options of videos", ["film.en.srt", "--to", "es", "--mux"], /--mux is for videos/],
    ["into its own language", ["film.en.srt", "--to", "en"], /English \(en\) is the language/],
    [
      "as both languages that it does not have",
      ["film.en.srt", "--to", "es", "--bilingual", "en,ca"],
      /add it with --to ca/,
    ],
    [
      "in a format that there is not",
      ["film.en.srt", "--to", "es", "--format", "doc"],
      /no format "doc": give srt, vtt/,
    ],
    ["as a track", ["film.en.srt", "--to", "es", "--source-track", "1"], /is a subtitle file: leave it out/],
  ])("is refused %s", async (_, [file = "", ...options], message) => {
    writeFileSync(at("nameless.srt"), FILM);
    const { status, stderr } = await run(["translate", at(file), ...options], env);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

/** A stream of pictures of letters (PGS) without any picture: its presentation, windows and end. */
function pictures(): Buffer {
  const segment = (type: number, data: number[]): number[] => {
    return [...Buffer.from("PG"), 0, 1, 0x5f, 0x90, 0, 0, 0, 0, type, data.length >> 8, data.length & 255, ...data];
  };
  const presentation = [2, 128, 1, 104, 0x10, 0, 0, 0x80, 0, 0, 0];
  return Buffer.from([...segment(0x16, presentation), ...segment(0x17, [0]), ...segment(0x80, [])]);
}

describe("a subtitle track of a video", () => {
  beforeAll(async () => {
    writeFileSync(
      at("track.srt"),
      "1\n00:00:01,000 --> 00:00:03,000\nThe house is big.\n\n2\n00:00:04,000 --> 00:00:05,000\nA good day.\n",
    );
    writeFileSync(at("track.sup"), pictures());
    await ffmpeg(
      ...["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:d=6", "-f", "lavfi", "-i", "sine=d=6"],
      ...["-f", "srt", "-i", at("track.srt"), "-f", "sup", "-i", at("track.sup")],
      ...[
        "-map",
        "0",
        "-map",
        "1",
        "-map",
        "3",
        "-map",
        "2",
        "-map",
        "2",
        "-c:v",
        "libx264",
        "-c:a",
        "pcm_s16le",
        "-c:s:0",
        "copy",
      ],
      ...["-c:s:1", "srt", "-c:s:2", "ass", "-metadata:s:s:1", "language=eng", at("video.mkv")],
    );
  });

  test("is the source instead of the speech, with a note, also for videos with subtitles", async () => {
    const words = ["translate", at("video.mkv"), "--source-track", "2", "--to", "es", "--mux", "--bilingual", "en,es"];
    const { status, stderr } = await run(words, env);
    expect(stderr).toMatch(
      /video\.mkv: the text is that of subtitle track 2 \(subrip, eng\); the speech is not listened to/,
    );
    expect(status).toBe(0);
    expect(read("video.en.srt")).toContain("00:00:04,000 --> 00:00:05,000\nA good day.");
    expect(read("video.es.srt")).toContain("00:00:04,000 --> 00:00:05,000\nUn día bueno.");
    expect(read("video.en-es.vtt")).toContain("A good day.\nUn día bueno.");
    const document = JSON.parse(read("video.json")) as SubtitleDocument;
    expect(document).toMatchObject({ engine: "subtitle track 2 (subrip, eng)", translators: { es: "apertium" } });
    const tracks = execFileSync("ffprobe", [
      "-v",
      "error",
      "-select_streams",
      "s",
      "-show_entries",
      "stream=index",
      "-of",
      "csv=p=0",
      at("video.subtitled.mkv"),
    ]);
    expect(tracks.toString().trim().split("\n")).toHaveLength(5);
  });

  test("in ASS is read too, and its language is given", async () => {
    const words = [
      "translate",
      at("video.mkv"),
      "--source-track",
      "3",
      "--from",
      "en",
      "--to",
      "es",
      "--out",
      at("ass"),
    ];
    const { status, stderr } = await run([...words, "--format", "ass"], env);
    expect(status, stderr).toBe(0);
    expect(readdirSync(at("ass"))).toEqual(["video.en.ass", "video.es.ass"]);
    expect(read("ass/video.es.ass")).toContain("Un día bueno.");
  });

  test.each([
    [
      "of pictures",
      ["--source-track", "1"],
      /track 1 \(hdmv_pgs_subtitle\) .*holds pictures of letters and no text.*give one with text, track 2/,
    ],
    ["that there is not", ["--source-track", "4"], /no subtitle track 4: give one of track 1 .*track 3/],
    ["of no known language", ["--source-track", "3"], /does not name the language .*give it with --from/],
    ["with options of speech", ["--source-track", "2", "--channel", "1"], /--channel is for the speech/],
  ])("%s is refused", async (_, options, message) => {
    const { status, stderr } = await run(
      ["translate", at("video.mkv"), "--to", "es", "--out", at("no"), ...options],
      env,
    );
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});
