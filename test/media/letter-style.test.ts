/** Burned letters, measured in pictures: style, position and every number of src/subtitles/letters.ts. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findFont, listFonts, type Font } from "../../src/media/letters/fonts.js";
import { overridesOf, type LetterStyle } from "../../src/media/letters/letter-style.js";
import { ASS } from "../../src/subtitles/formats/ass.js";
import { probe } from "../../src/media/probe/probe.js";
import { burnSubtitles } from "../../src/media/subtitled-video.js";
import { LAYOUT, layOutLetters, LETTER_DEFAULTS } from "../../src/subtitles/letters.js";
import { beeps, ffmpeg, H264, missingFfmpeg, temporaryFolder } from "../support/media/made-media.js";

const made = temporaryFolder();
afterAll(made.remove);

type Color = readonly [number, number, number];
interface Size {
  width: number;
  height: number;
}
interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
  points: number;
}

const HD = { width: 1280, height: 720 };
const GREY: Color = [128, 128, 128];

/** A burned picture, before the encoder changes its colours. */
async function drawn(style: LetterStyle, text = "HHHH", { width, height }: Size = HD): Promise<Picture> {
  writeFileSync(made.path("text.srt"), `1\n00:00:00,000 --> 00:00:02,000\n${text}\n`);
  const force = overridesOf(style).replaceAll(",", "\\,");
  const filter = `format=yuv444p,subtitles=filename=${made.path("text.srt")}:force_style=${force},format=rgb24`;
  const grey = ["-f", "lavfi", "-i", `color=c=0x808080:size=${width}x${height}:rate=5:d=1`];
  await ffmpeg(...grey, "-vf", filter, "-frames:v", "1", "-f", "rawvideo", made.path("drawn.rgb"));
  return new Picture(readFileSync(made.path("drawn.rgb")), width);
}

class Picture {
  readonly #bytes: Buffer;
  readonly #width: number;
  constructor(bytes: Buffer, width: number) {
    this.#bytes = bytes;
    this.#width = width;
  }

  /** The smallest rectangle with the pixels of a colour; `not`: of all other colours. */
  area(color: Color, { within = 40, not = false } = {}): Area | null {
    const area = { left: Infinity, right: -1, top: Infinity, bottom: -1, points: 0 };
    for (let i = 0; i < this.#bytes.length; i += 3) {
      const off = color.reduce((sum, value, k) => sum + Math.abs(value - (this.#bytes[i + k] ?? 0)), 0);
      if (off < within === not) continue;
      const [x, y] = [(i / 3) % this.#width, Math.floor(i / 3 / this.#width)];
      area.left = Math.min(area.left, x);
      area.right = Math.max(area.right, x + 1);
      area.top = Math.min(area.top, y);
      area.bottom = Math.max(area.bottom, y + 1);
      area.points += 1;
    }
    return area.points > 0 ? area : null;
  }

  /** Everything that is not background. */
  get ink(): Area {
    const area = this.area(GREY, { within: 12, not: true });
    if (!area) throw new Error("nothing is drawn");
    return area;
  }
}

/** Measures in pixels are correct within rounding. */
const near = (value: number, expected: number): void => {
  expect(Math.abs(value - expected), `${value} instead of ${expected}`).toBeLessThanOrEqual(2.1);
};

describe.skipIf(missingFfmpeg !== null)(`letters${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`, () => {
  let fonts: Font[] = [];
  beforeAll(async () => {
    fonts = (await listFonts()).fonts;
    const grey = ["-f", "lavfi", "-i", "color=c=gray:size=320x180:rate=5:d=2"];
    await ffmpeg(...grey, ...beeps(2, 1), "-map", "0:v", "-map", "1:a", ...H264, made.path("grey.mp4"));
    writeFileSync(made.path("es.srt"), "1\n00:00:00,000 --> 00:00:02,000\nMMMM\n");
  });

  /** How many pixels of the first picture are white or black, above and below its middle. */
  async function burned(style: LetterStyle): Promise<{ white: [number, number]; black: [number, number] }> {
    const output = made.path("out.mp4");
    await burnSubtitles({ info: await probe(made.path("grey.mp4")), subtitle: made.path("es.srt"), style, output });
    await ffmpeg("-i", output, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", made.path("first.gray"));
    const points = readFileSync(made.path("first.gray"));
    const half = points.length / 2;
    const count = (part: Buffer, is: (value: number) => boolean): number => part.filter(is).length;
    const halves = [points.subarray(0, half), points.subarray(half)] as const;
    const both = (is: (value: number) => boolean): [number, number] => [count(halves[0], is), count(halves[1], is)];
    return { white: both((value) => value > 220), black: both((value) => value < 30) };
  }

  test("have the position, size and edge of the style", async () => {
    const plain = await burned({});
    expect(plain.white[0]).toBe(0);
    expect(plain.white[1]).toBeGreaterThan(0);
    const top = await burned({ position: "top" });
    expect(top.white[0]).toBeGreaterThan(0);
    expect(top.white[1]).toBe(0);
    expect((await burned({ fontSize: 48 })).white[1]).toBeGreaterThan(4 * plain.white[1]);
    const edged = await burned({ outline: 4 });
    expect(edged.black[1]).toBeGreaterThan(1.5 * plain.black[1]);
    expect((await burned({ outline: 0 })).black[1]).toBeLessThan(plain.black[1]);
    expect((await burned({ boxOpacity: 1, outline: 0 })).black[1]).toBeGreaterThan(3 * plain.black[1]);
  });

  test("have the colours of the style, on a box of its opacity", async () => {
    const style = { fontSize: 40, color: "#ffff00", outline: 3, outlineColor: "#ff0000" };
    const bare = await drawn(style);
    expect(bare.area([255, 255, 0])?.points).toBeGreaterThan(500);
    expect(bare.area([255, 0, 0])?.points).toBeGreaterThan(500);
    expect(bare.area([0, 0, 255])).toBeNull();
    for (const [boxOpacity, color] of [
      [0.25, [96, 96, 160]],
      [0.5, [64, 64, 192]],
      [1, [0, 0, 255]],
    ] as const) {
      const boxed = await drawn({ ...style, boxColor: "#0000ff", boxOpacity });
      // The letters and their edge do not belong to the box: they are as opaque as without it.
      expect(boxed.area([255, 255, 0])).toEqual(bare.area([255, 255, 0]));
      expect(boxed.area([255, 0, 0])?.points).toBeGreaterThan(500);
      const box = boxed.area(color, { within: 12 });
      expect(box?.points).toBeGreaterThan(5000);
      expect(box).toMatchObject({ left: boxed.ink.left, right: boxed.ink.right, top: boxed.ink.top });
    }
  });

  test("have the position from layOutLetters, in pictures of every shape", async () => {
    for (const size of [HD, { width: 720, height: 1280 }, { width: 640, height: 480 }, { width: 1920, height: 800 }])
      for (const position of ["top", "bottom"] as const) {
        const style = { fontSize: 20, outline: 2, boxColor: "#0000ff", boxOpacity: 1, position };
        const { margin, lineHeight, box } = layOutLetters(style, size);
        for (const lines of [1, 2]) {
          const { ink } = await drawn(style, Array(lines).fill("HH").join("\n"), size);
          const [first, last] = [margin - (box?.y ?? 0), margin + lines * lineHeight + (box?.y ?? 0)];
          near(ink.top, position === "top" ? first : size.height - last);
          near(ink.bottom, position === "top" ? last : size.height - first);
          near((ink.left + ink.right) / 2, size.width / 2);
        }
      }
  });

  test("have an edge and a box of the widths from layOutLetters", async () => {
    const base = { fontSize: 40, color: "#ffff00", outlineColor: "#ff0000", outline: 0 };
    const letters = (await drawn(base)).ink;
    const style = { ...base, outline: 4 };
    const { outline } = layOutLetters(style, HD);
    const edged = (await drawn(style)).ink;
    near(letters.left - edged.left, outline.x);
    near(edged.right - letters.right, outline.x);
    near(letters.top - edged.top, outline.y);
    near(edged.bottom - letters.bottom, outline.y);
    const wide = async (more: LetterStyle): Promise<number> => {
      const { left, right } = (await drawn({ ...style, boxColor: "#0000ff", boxOpacity: 1, ...more })).ink;
      return right - left;
    };
    const one = layOutLetters({ ...style, outline: 1, boxOpacity: 1 }, HD).box?.x ?? 0;
    const five = layOutLetters({ ...style, outline: 5, boxOpacity: 1 }, HD).box?.x ?? 0;
    near((await wide({ outline: 5 })) - (await wide({ outline: 1 })), 2 * (five - one));
  });

  test("are broken into lines at the width from layOutLetters", async () => {
    const { maxWidth } = layOutLetters({}, HD);
    near(maxWidth, HD.width * (1 - (2 * LETTER_DEFAULTS.sideMargin) / LAYOUT.width));
    const lines = async (count: number): Promise<number> => {
      const { top, bottom, left, right } = (await drawn({ outline: 0 }, "MM ".repeat(count).trim())).ink;
      expect(right - left).toBeLessThanOrEqual(maxWidth + 2);
      return Math.round((bottom - top) / layOutLetters({}, HD).lineHeight + 0.3);
    };
    const { left, right } = (await drawn({ outline: 0 }, "MM MM MM MM MM MM MM MM MM MM")).ink;
    const fit = Math.floor((10 * maxWidth) / (right - left));
    expect([await lines(fit - 1), await lines(fit + 2)]).toEqual([1, 2]);
  });

  test("keep the margins of the style", async () => {
    for (const position of ["top", "bottom"] as const) {
      const style = { fontSize: 20, outline: 0, boxOpacity: 1, boxColor: "#0000ff", position, margin: 60 };
      const { margin, box } = layOutLetters(style, HD);
      const { ink } = await drawn(style, "HH");
      near(position === "top" ? ink.top : HD.height - ink.bottom, margin - (box?.y ?? 0));
    }
    const narrow = { outline: 0, sideMargin: 120 };
    const { maxWidth } = layOutLetters(narrow, HD);
    near(maxWidth, HD.width * (1 - 240 / LAYOUT.width));
    const [usual, less] = [
      await drawn({ outline: 0 }, "MM ".repeat(12).trim()),
      await drawn(narrow, "MM ".repeat(12).trim()),
    ];
    expect(less.ink.right - less.ink.left).toBeLessThanOrEqual(maxWidth + 2);
    expect(less.ink.bottom - less.ink.top).toBeGreaterThan(1.5 * (usual.ink.bottom - usual.ink.top));
  });

  test("are drawn from an .ass file as they are burned with its style", async () => {
    const style: LetterStyle = {
      font: fonts[0]?.family,
      fontSize: 30,
      color: "#ffff00",
      boxColor: "#0000ff",
      boxOpacity: 0.5,
      outline: 2,
      outlineColor: "#ff0000",
      position: "top",
      margin: 30,
      sideMargin: 60,
    };
    const burned = await drawn(style, "Glad you came");
    const cues = [{ start: 0, end: 2, text: { en: "Glad you came" } }];
    writeFileSync(made.path("kept.ass"), ASS.write(cues, "en", style));
    const grey = ["-f", "lavfi", "-i", `color=c=0x808080:size=${HD.width}x${HD.height}:rate=5:d=1`];
    const filter = `format=yuv444p,ass=${made.path("kept.ass")},format=rgb24`;
    await ffmpeg(...grey, "-vf", filter, "-frames:v", "1", "-f", "rawvideo", made.path("kept.rgb"));
    expect(new Picture(readFileSync(made.path("kept.rgb")), HD.width).ink).toEqual(burned.ink);
  });

  test("have the size from their font's emScale, at two sizes", async (context) => {
    if (fonts.length < 2) context.skip("fewer than two fonts are installed");
    // Height of H as a share of the em, by design of the fonts.
    const capitals: Record<string, number> = {
      "Liberation Sans": 1409 / 2048,
      "DejaVu Sans": 1493 / 2048,
      "DejaVu Serif": 1493 / 2048,
    };
    let measured = 0;
    for (const [family, capital] of Object.entries(capitals)) {
      const font = await findFont(family);
      if (!font) continue;
      for (const fontSize of [24, 72]) {
        const { ink } = await drawn({ font: family, fontSize, outline: 0 });
        near(ink.bottom - ink.top, layOutLetters({ fontSize }, HD).lineHeight * font.emScale * capital);
        measured += 1;
      }
    }
    if (measured === 0) context.skip("none of the measured fonts is installed");
  });

  test("have the font of the style", async (context) => {
    if (fonts.length < 2) context.skip("fewer than two fonts are installed");
    const widths = new Set<number>();
    for (const { family } of fonts.slice(0, 4)) {
      const { left, right } = (await drawn({ font: family, fontSize: 40 }, "iiiiiiiiiWWWW")).ink;
      widths.add(right - left);
    }
    expect(widths.size).toBeGreaterThan(1);
    const { left, right } = (await drawn({ fontSize: 40 }, "iiiiiiiiiWWWW")).ink;
    const named = (await drawn({ fontSize: 40, font: fonts[0]?.family }, "iiiiiiiiiWWWW")).ink;
    expect(fonts[0]?.isDefault).toBe(true);
    expect([named.left, named.right]).toEqual([left, right]);
  });
});
