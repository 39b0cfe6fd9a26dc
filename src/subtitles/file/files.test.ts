import fc from "fast-check";
import { parseSync } from "subtitle";
import { parse as parseAss } from "ass-compiler";
import { describe, expect, it } from "vitest";
import { readAssFile, writeAssFile } from "./ass.js";
import { decodeText } from "./encoding.js";
import { readSrtFile, writeSrtFile } from "./srt.js";
import { plain, spansOf, transferMarks, type StyledText, type TextStyle } from "./styled-text.js";
import type { Anchor, FileCue, SubtitleFile } from "./subtitle-file.js";
import { readCsvFile } from "./read-csv.js";
import { readTtmlFile } from "./read-ttml.js";
import { readVttFile, writeVttFile } from "./vtt.js";
import { writeCsvFile, writeTextFile } from "./write-table.js";
import { writeTtmlFile } from "./write-ttml.js";

const letters = fc.constantFrom(
  ..."aZé ñ字한😀<>&{}\\|'\"=-+@".split(""),
  "-->",
  "<b>",
  "{\\an8}",
  "00:00:01,000 --> 00:00:02,000",
  "WEBVTT",
  "NOTE",
  "&lt;",
  "\n",
  "12",
);
const text = fc
  .array(letters, { minLength: 1, maxLength: 25 })
  .map((parts) =>
    parts
      .join("")
      .split("\n")
      .map((line) =>
        line
          .replace(/[\ud800-\udfff]/gu, "")
          .replace(/ +/gu, " ")
          .trim(),
      )
      .filter((line) => line !== "")
      .join("\n"),
  )
  .filter((value) => value !== "");
const style = fc.constantFrom<TextStyle>({ bold: true }, { italic: true }, { underline: true });
const content = fc.tuple(text, fc.nat(), fc.nat(), fc.option(style)).map(([value, a, b, own]): StyledText => {
  if (!own) return plain(value);
  // A mark from one visible character to another.
  const places = [...value.matchAll(/\S/gu)].map(({ index }) => index);
  const [first = 0, last = 0] = [places[a % places.length], places[b % places.length]].sort((x = 0, y = 0) => x - y);
  return { text: value, marks: [{ from: first, to: last + 1, style: own }] };
});
const file = (step: number): fc.Arbitrary<SubtitleFile> =>
  fc
    .array(fc.tuple(fc.nat(3_000_000), fc.integer({ min: 1, max: 9000 }), content, fc.constantFrom<Anchor>(2, 8)), {
      maxLength: 6,
    })
    .map((rows) => ({
      cues: rows
        .map(([start, length, own, anchor]): FileCue => ({
          start: start * step,
          end: (start + length) * step,
          content: own,
          ...(anchor === 2 ? {} : { anchor }),
        }))
        .sort((a, b) => a.start - b.start || a.end - b.end),
      heads: {},
      notes: [],
    }));

/** What a reader sees: every character with its looks. Characters without width that guard a format count nothing. */
function seen({ cues }: Pick<SubtitleFile, "cues">): unknown[] {
  return cues.map(({ start, end, content: own, anchor }) => ({
    start,
    end,
    anchor: anchor ?? 2,
    letters: spansOf(own).flatMap(({ text: part, styles }) =>
      [...part.replaceAll("\u2060", "")]
        .filter((one) => /\S/u.test(one))
        .map((one) => one + JSON.stringify(Object.assign({}, ...styles))),
    ),
    lines: own.text.replaceAll("\u2060", "").split("\n").length,
  }));
}

describe.each([
  ["SubRip", writeSrtFile, readSrtFile, 1],
  ["WebVTT", writeVttFile, readVttFile, 1],
  ["ASS", writeAssFile, readAssFile, 10],
  ["TTML", writeTtmlFile, readTtmlFile, 1],
] as const)("a file that is written as %s", (_name, write, read, step) => {
  it("is the same when it is read again, whatever its text, marks and places", () => {
    fc.assert(
      fc.property(file(step), (one) => {
        const again = read(write(one));
        if (!again) throw new Error("not read");
        expect(seen(again)).toEqual(seen(one));
        expect(again.notes).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

const sample: SubtitleFile = {
  language: "en",
  cues: [
    { start: 1000, end: 2500, content: { text: "Hello, world", marks: [{ from: 0, to: 5, style: { italic: true } }] } },
    { start: 5000, end: 7000, content: plain("=cmd|' /C calc'!A0\nsecond line"), anchor: 8 },
  ],
  heads: {},
  notes: [],
};

describe("a file that Sister writes", () => {
  it("is read by other libraries", () => {
    const srt = parseSync(writeSrtFile(sample)).filter((node) => node.type === "cue");
    expect(srt.map((node) => (node.data as { start: number }).start)).toEqual([1000, 5000]);
    const ass = parseAss(writeAssFile(sample));
    expect(ass.events.dialogue.map(({ Start, End }) => [Start, End])).toEqual([
      [1, 2.5],
      [5, 7],
    ]);
  });

  it("runs no formula in a spreadsheet, and is the same when it is read as CSV again", () => {
    const csv = writeCsvFile(sample);
    expect(csv).toContain("\"'=cmd");
    expect(readCsvFile(csv)?.cues.map(({ start, end, content: own }) => [start, end, own.text])).toEqual([
      [1000, 2500, "Hello, world"],
      [5000, 7000, "=cmd|' /C calc'!A0\nsecond line"],
    ]);
  });

  it("has a paragraph for each long pause as plain text", () => {
    expect(writeTextFile(sample)).toBe("Hello, world\n\n=cmd|' /C calc'!A0 second line\n");
  });
});

describe("files of others", () => {
  it("are read as SubRip without numbers, with dots, with empty lines in cues and coordinates", () => {
    const read = readSrtFile(
      "\ufeff00:00:01.5 --> 00:00:02,000 X1:40 X2:600\r\nOne\r\n\r\ntwo\r\n\r\n7\r\n0:0:3,0 -> 0:0:4,0\r\n{\\an8}<font color=red>Three</font>\r\n",
    );
    expect(read?.cues.map(({ start, end, content: own, anchor }) => [start, end, own.text, anchor])).toEqual([
      [1500, 2000, "One\ntwo", undefined],
      [3000, 4000, "Three", 8],
    ]);
    expect(read?.cues[1]?.content.marks).toEqual([{ from: 0, to: 5, style: { colour: "#ff0000" } }]);
  });

  it("are read as WebVTT with notes, styles, voices, entities and short times", () => {
    const read = readVttFile(
      "WEBVTT - a title\n\nSTYLE\n::cue { color: red }\n\nNOTE nothing\n\nintro\n00:01.000 --> 00:02.000 line:0 align:start\n<v Ann>Tom &amp; <i.loud>Jerry</i> &#233;\n",
    );
    expect(read?.heads).toEqual({ vtt: "STYLE\n::cue { color: red }" });
    expect(read?.cues[0]).toMatchObject({
      start: 1000,
      end: 2000,
      id: "intro",
      anchor: 7,
      settings: "line:0 align:start",
    });
    expect(read?.cues[0]?.content.text).toBe("Tom & Jerry é");
    expect(writeVttFile(read as SubtitleFile)).toContain("<v Ann>");
  });

  it("are read as ASS with overrides, and written again with their styles", () => {
    const text = `[Script Info]
PlayResX: 1280

[V4+ Styles]
Format: Name, Fontname
Style: Sign,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,note
Dialogue: 0,0:00:01.00,0:00:02.50,Sign,,0,0,0,,{\\an8\\i1}Hello{\\i0}, you\\Nthere {\\p1}m 0 0 l 1 1{\\p0}`;
    const read = readAssFile(text);
    expect(read?.cues).toHaveLength(1);
    expect(read?.cues[0]).toMatchObject({ start: 1000, end: 2500, anchor: 8, style: "Sign" });
    expect(read?.cues[0]?.content).toEqual({
      text: "Hello, you\nthere",
      marks: [{ from: 0, to: 5, style: { italic: true } }],
    });
    const written = writeAssFile(read as SubtitleFile);
    expect(written).toContain("PlayResX: 1280");
    expect(written).toContain(",Sign,");
  });

  it("are read as TTML with frames, ticks, nested times, styles and regions", () => {
    const read = readTtmlFile(`<?xml version="1.0"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25" ttp:tickRate="10000000" xml:lang="es">
<head><styling><style xml:id="s1" tts:fontStyle="italic"/></styling><layout><region xml:id="top" tts:displayAlign="before"/></layout></head>
<body begin="1s"><div>
  <p begin="00:00:01:05" end="00:00:03.5" style="s1">Hola<br/>  mundo &amp; <span tts:fontWeight="bold">m\u00e1s</span></p>
  <p begin="40000000t" dur="2s" region="top">Dos</p>
</div></body></tt>`);
    expect(read?.language).toBe("es");
    expect(read?.cues.map(({ start, end, content: own, anchor }) => [start, end, own.text, anchor])).toEqual([
      [2200, 4500, "Hola\nmundo & más", undefined],
      [5000, 7000, "Dos", 8],
    ]);
  });

  it("are not read as a format that they are not", () => {
    for (const read of [readSrtFile, readVttFile, readAssFile, readTtmlFile, readCsvFile])
      expect(read("Just a letter.\n\nTo nobody.")).toBeNull();
  });

  it.each([
    ["windows-1252", [0x43, 0x61, 0x66, 0xe9, 0x20, 0x73, 0xf3, 0x6c, 0x6f, 0x20, 0x61, 0xf1, 0x6f], "Café sólo año"],
    ["utf-16le", [0xff, 0xfe, 0x61, 0x00, 0xe9, 0x00], "aé"],
    ["utf-16be", [0xfe, 0xff, 0x00, 0x61, 0x00, 0xe9], "aé"],
    ["utf-8", [0xef, 0xbb, 0xbf, 0xc3, 0xa9], "é"],
    [
      "shift_jis",
      [0x82, 0xc5, 0x82, 0xcd, 0x81, 0x41, 0x82, 0xb1, 0x82, 0xf1, 0x82, 0xc9, 0x82, 0xbf, 0x82, 0xcd, 0x81, 0x42],
      "では、こんにちは。",
    ],
    ["shift_jis", [0x82, 0xc5, 0x82, 0xcd, 0x81, 0x42], "では。"],
    [
      "euc-jp",
      [
        0xa4, 0xa2, 0xa4, 0xea, 0xa4, 0xac, 0xa4, 0xc8, 0xa4, 0xa6, 0xa1, 0xa2, 0xb3, 0xa7, 0xa4, 0xb5, 0xa4, 0xf3,
        0xa1, 0xa3,
      ],
      "ありがとう、皆さん。",
    ],
    [
      "euc-kr",
      [
        0xbe, 0xc8, 0xb3, 0xe7, 0xc7, 0xcf, 0xbc, 0xbc, 0xbf, 0xe4, 0x2c, 0x20, 0xbf, 0xa9, 0xb7, 0xaf, 0xba, 0xd0,
        0x2e,
      ],
      "안녕하세요, 여러분.",
    ],
  ])("are read in %s", (encoding, bytes, expected) => {
    expect(decodeText(new Uint8Array(bytes))).toMatchObject({ text: expected, encoding });
  });
});

describe("the marks of a translation", () => {
  it("stay over the whole text, or go to the words in proportion", () => {
    const whole = transferMarks(
      { text: "Hello", marks: [{ from: 0, to: 5, style: { italic: true } }] },
      "Hola a todos",
    );
    expect(whole.marks).toEqual([{ from: 0, to: 12, style: { italic: true } }]);
    const part = transferMarks(
      { text: "I really mean it", marks: [{ from: 2, to: 8, style: { bold: true } }] },
      "Lo digo de verdad",
    );
    const [mark] = part.marks;
    expect(part.text.slice(mark?.from, mark?.to)).toMatch(/^\S.*\S$/u);
  });
});
