/** Compares the cue over the video with the burned one: the same frame, drawn by Chromium and by libass. */
import { existsSync, writeFileSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listFonts } from "../../src/media/letters/fonts.js";
import { probe } from "../../src/media/probe/probe.js";
import { burnSubtitles } from "../../src/media/subtitled-video.js";
import { LETTER_DEFAULTS, type LetterStyle } from "../../src/subtitles/letters.js";
import { beeps, ffmpeg, H264, missingFfmpeg, temporaryFolder } from "../support/media/made-media.js";
import { serveOverlayPage, type DrawnCue } from "./overlay-page.js";
import { blend, colourOf, difference, pointsLike, readPicture, type Colour, type Picture } from "./pictures.js";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const missing = missingFfmpeg ?? (existsSync(CHROMIUM) ? null : `${CHROMIUM} is not installed`);

const BACKGROUND = "#3060a0";
const SIZE = { width: 960, height: 540 };
/** Largest distance of an edge from its burned place, as a share of the picture's height. */
const OFF = 0.01;
/** Largest difference of the area of a colour, as a share. */
const COVER = 0.15;
/**
 * Least share of the burned letters' points that belong to letters in the drawn picture, too. It is lower if letters
 * stand in another order.
 */
const SAME = 0.5;

const STYLES: Readonly<Record<string, LetterStyle>> = {
  "no style": {},
  "a box above": {
    fontSize: 24,
    color: "#ffe000",
    boxColor: "#801020",
    boxOpacity: 0.6,
    outline: 0,
    position: "top",
  },
  "a box with edged letters": { fontSize: 20, boxOpacity: 1, boxColor: "#104010", outline: 2, outlineColor: "#e00000" },
  "a wide edge in another font": { font: "DejaVu Sans", fontSize: 32, outline: 5, outlineColor: "#202020", margin: 40 },
};

const CUES: Readonly<Record<string, string>> = {
  "of one line": "Glad you came, AVA.",
  "of two lines": "Two households, both alike\nin dignity",
  "that is too long": "Two households, both alike in dignity, in fair Verona, where we lay our scene",
  "of signs": "<b>{x} & \\N</b>\n\nC:\\Nuevo",
  "from right to left": "שלום עולם! (אבג) AVA.",
};

/** Each in letters of its own, which the fonts of the other styles do not have. */
const EAST_ASIAN: Readonly<Record<string, string>> = {
  "in Japanese": "かわいい子には旅をさせよ。\nカタカナもある",
  "in Chinese": "千里之行，始于足下！",
  "in Korean": "안녕하세요?\n반갑습니다.",
};
/** Fonts that have all of them. The first is installed by the set-up of the tests. */
const EAST_ASIAN_FONTS = ["WenQuanYi Micro Hei", "Noto Sans CJK JP"];
const LONGEST = Math.max(Object.keys(CUES).length, Object.keys(EAST_ASIAN).length);

describe.skipIf(missing !== null)(`letters over the video${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const made = temporaryFolder();
  let server: Awaited<ReturnType<typeof serveOverlayPage>>;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const plain = ["-f", "lavfi", "-i", `color=c=${BACKGROUND}:size=${SIZE.width}x${SIZE.height}:rate=5:d=${LONGEST}`];
    await ffmpeg(...plain, ...beeps(LONGEST, 0), ...["-map", "0:v", "-map", "1:a", ...H264, made.path("plain.mp4")]);
    server = await serveOverlayPage();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: SIZE });
    await page.goto(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    made.remove();
  });

  /** One frame of each cue. They are burned into one video, one second each. */
  async function burned(cues: Readonly<Record<string, string>>, style: LetterStyle): Promise<Picture[]> {
    const texts = Object.values(cues);
    const times = texts.map((text, at) => `${at + 1}\n00:00:0${at},000 --> 00:00:0${at + 1},000\n${text}\n`);
    writeFileSync(made.path("cues.srt"), times.join("\n"));
    const [info, output] = [await probe(made.path("plain.mp4")), made.path("burned.mp4")];
    await burnSubtitles({ info, subtitle: made.path("cues.srt"), style, output });
    const pictures: Picture[] = [];
    for (const at of texts.keys())
      pictures.push(await readPicture(output, { raw: made.path("burned.rgb"), size: SIZE, from: at + 0.4 }));
    return pictures;
  }

  async function drawn(text: string, letters: LetterStyle): Promise<Picture> {
    const cue: DrawnCue = { text, letters, picture: SIZE, background: BACKGROUND };
    await page.evaluate((one) => (globalThis as unknown as { draw: (cue: DrawnCue) => Promise<void> }).draw(one), cue);
    await page.screenshot({ path: made.path("drawn.png") });
    return readPicture(made.path("drawn.png"), { raw: made.path("drawn.rgb"), size: SIZE });
  }

  for (const [styleName, style] of Object.entries(STYLES))
    test(`with ${styleName}`, async ({ skip }) => {
      const { fonts } = await listFonts();
      if (style.font !== undefined && !fonts.some(({ family }) => family === style.font)) skip(`no ${style.font} here`);
      // The default font may have no Hebrew letters, and browsers use another size of the substitute font.
      const { "from right to left": hebrew = "", ...cues } = CUES;
      expect(await found(style.font === undefined ? cues : { ...cues, hebrew }, style)).toEqual([]);
    });

  test("of Japanese, Chinese and Korean", async ({ skip }) => {
    const { fonts } = await listFonts();
    const font = EAST_ASIAN_FONTS.find((name) => fonts.some(({ family }) => family === name));
    if (font === undefined) return skip("no font with such letters here (Debian: fonts-wqy-microhei)");
    expect(await found(EAST_ASIAN, { font, fontSize: 28 })).toEqual([]);
  });

  /** The visible differences of all cues, each with the name of its cue. */
  async function found(cues: Readonly<Record<string, string>>, style: LetterStyle): Promise<string[]> {
    const there = await burned(cues, style);
    const list: string[] = [];
    for (const [at, [name, text]] of Object.entries(cues).entries()) {
      const picture = there[at];
      if (picture) list.push(...differences(picture, await drawn(text, style), style).map((one) => `${name}: ${one}`));
    }
    return list;
  }
});

/** A style with the defaults for what it leaves out. */
function wholeOf({ color, boxColor, outline, outlineColor, boxOpacity }: LetterStyle) {
  const { color: letters, boxColor: box, outline: width, outlineColor: edge, boxOpacity: opacity } = LETTER_DEFAULTS;
  return {
    color: color ?? letters,
    boxColor: boxColor ?? box,
    outline: outline ?? width,
    outlineColor: outlineColor ?? edge,
    boxOpacity: boxOpacity ?? opacity,
  };
}

/** The visible differences of a drawn cue from the burned one. */
function differences(burned: Picture, drawn: Picture, style: LetterStyle): string[] {
  const found: string[] = [];
  const background = colourOf(BACKGROUND);
  const [there, here] = both((colour) => difference(colour, background) > 50);
  for (const edge of ["left", "right", "top", "bottom"] as const)
    if (Math.abs(there.edges[edge] - here.edges[edge]) > OFF * SIZE.height)
      found.push(`its ${edge} edge is burned at ${there.edges[edge]}, drawn at ${here.edges[edge]}`);

  const { color, boxColor, outline, outlineColor, boxOpacity } = wholeOf(style);
  const isLetter = (one: Picture, x: number, y: number): boolean => difference(one.at(x, y), colourOf(color)) < 60;
  let [letters, same] = [0, 0];
  for (let y = 0; y < SIZE.height; y++)
    for (let x = 0; x < SIZE.width; x++)
      if (isLetter(burned, x, y)) {
        letters += 1;
        if (isLetter(drawn, x, y)) same += 1;
      }
  if (same < SAME * letters) found.push(`letters: only ${same} of ${letters} points are where they are burned`);

  const colours: Record<string, Colour> = { letters: colourOf(color) };
  if (outline > 1) colours["outline"] = colourOf(outlineColor);
  if (boxOpacity > 0) colours["box"] = blend(colourOf(boxColor), background, boxOpacity);
  for (const [part, colour] of Object.entries(colours)) {
    const [more, less] = both((point) => difference(point, colour) < 40).map(({ count }) => count) as [number, number];
    const share = less / more;
    if (more < 100 || Math.abs(share - 1) > COVER) found.push(`${part}: ${more} points burned, ${less} drawn`);
  }
  return found;

  function both(is: (colour: Colour) => boolean) {
    return [pointsLike(burned, is), pointsLike(drawn, is)] as const;
  }
}
