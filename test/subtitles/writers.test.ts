/** No input can break a format: strict readers and ffmpeg read back what the writers wrote. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { documentOf, documentText, type SubtitleDocument } from "../../src/subtitles/document.js";
import { toSrt } from "../../src/subtitles/formats/srt.js";
import { cueText, lineText } from "../../src/subtitles/text/plain-text.js";
import { toVtt } from "../../src/subtitles/formats/vtt.js";
import { missingFfmpeg, temporaryFolder } from "../support/media/made-media.js";
import { hostileText } from "./hostile-text.js";
import { readSrt, readVtt, type ReadCue } from "./strict-readers.js";

const made = temporaryFolder();
afterAll(made.remove);

const cueOf = (start: number, end: number, text: string) => ({ index: 1, start, end, text: { es: text }, words: [] });

/** Cues one after the other, some shorter than a millisecond. */
const cues = fc
  .array(
    fc.record({
      text: hostileText,
      pause: fc.integer({ min: 0, max: 3000 }),
      length: fc.double({ min: 0, max: 4, noNaN: true }),
    }),
    {
      maxLength: 8,
    },
  )
  .map((list) => {
    let at = 0;
    return list.map(({ text, pause, length }) => {
      const start = at + pause / 1000;
      at = start + Math.max(length, 0.0001);
      return cueOf(start, at, text);
    });
  });

/** The cues that a reader must find. */
function expected(list: ReturnType<typeof cueOf>[]): ReadCue[] {
  return list.flatMap(({ start, end, text }) => {
    const from = Math.round(start * 1000);
    const shown = cueText(text.es);
    return shown === "" ? [] : [{ start: from, end: Math.max(Math.round(end * 1000), from + 1), text: shown }];
  });
}

/** The times of packets that ffprobe finds in a file, in milliseconds. */
function probed(name: string, content: string): [number, number][] {
  writeFileSync(made.path(name), content);
  const words = ["-v", "error", "-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0", made.path(name)];
  const { stdout } = spawnSync("ffprobe", words, { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [start = NaN, length = NaN] = line.split(",").map((value) => Math.round(Number(value) * 1000));
      return [start, start + length];
    });
}

const HARD = [
  "Hola\n\nMundo",
  "Hola\rMundo",
  "Hola\n00:00:01,000 --> 00:00:02,000\nMundo",
  "00:01.000 --> 00:02.000 align:left\nNOTE",
  "de 00:00:01,000 a 00:00:02,500",
  "42",
  "7\n\n8\n\n",
  "a\u2028b\u2029c\u0085d",
  "A --> B & <b>C</b> &amp; {\\an8}\\N",
  "WEBVTT\n\nSTYLE\n::cue { color: red }",
  "\ufeff1\n00:00:00,000 --> 00:00:09,000\nx",
  "lone \ud800 half, NUL \0, ESC \u001b[2J, \u202eoverride",
  "  \n\u200b\n ",
];
const hard = HARD.map((text, i) => cueOf(i * 2, i * 2 + (i % 2 === 0 ? 1.5 : 0.0004), text));

describe("SubRip and WebVTT", () => {
  test("hold every cue, whatever its text", () => {
    expect(readSrt(toSrt(hard, "es"))).toEqual(expected(hard));
    expect(readVtt(toVtt(hard, "es"))).toEqual(expected(hard));
    fc.assert(
      fc.property(cues, (list) => {
        expect(readSrt(toSrt(list, "es"))).toEqual(expected(list));
        expect(readVtt(toVtt(list, "es"))).toEqual(expected(list));
      }),
      { numRuns: 1000 },
    );
  });

  test("hold valid times, whatever the numbers are", () => {
    const numbers = [NaN, Infinity, -Infinity, -1, 1e300, 0, 31_622_400, 0.0004];
    const list = numbers.flatMap((start) => numbers.map((end) => cueOf(start, end, "x")));
    for (const found of [readSrt(toSrt(list, "es")), readVtt(toVtt(list, "es"))]) {
      expect(found).toHaveLength(list.length);
      for (const { start, end } of found) expect(end).toBeGreaterThan(start);
    }
  });

  test.skipIf(missingFfmpeg !== null)("are read by ffmpeg with the same times", () => {
    const times = (list: ReturnType<typeof cueOf>[]) => expected(list).map(({ start, end }) => [start, end]);
    const random = fc.sample(cues, { numRuns: 6, seed: 16 }).filter((list) => expected(list).length > 0);
    for (const list of [hard, ...random]) {
      expect(probed("cues.srt", toSrt(list, "es"))).toEqual(times(list));
      expect(probed("cues.vtt", toVtt(list, "es"))).toEqual(times(list));
    }
  });
});

test("NAME.json is well-formed UTF-8 JSON without control characters, whatever its texts and times", () => {
  const isClean = (value: unknown): boolean =>
    typeof value === "string"
      ? cueText(value) === value || value === ""
      : typeof value !== "object" || value === null || Object.values(value).every(isClean);
  fc.assert(
    fc.property(cues, hostileText, (list, text) => {
      const word = { text, start: NaN, end: Infinity, confidence: 1 };
      const document = documentOf({
        ...{ file: `/videos/${text}.mp4`, duration: NaN, source: "es", targets: [], engine: "e", translators: {} },
        ...{ language: { code: "es", how: "given", confidence: 1 }, audio: { track: 1, channel: null } },
        ...{ warnings: [], ranks: [], cues: list.map((cue) => ({ ...cue, words: [word] })) },
      });
      const bytes = Buffer.from(documentText(document));
      const read = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as SubtitleDocument;
      expect(read.cues.map((cue) => cue.text["es"])).toEqual(list.map((cue) => cueText(cue.text.es)));
      expect(read.cues.every(({ words }) => words[0]?.text === lineText(text))).toBe(true);
      expect(isClean(read)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
