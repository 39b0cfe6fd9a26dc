/** Text in a picture is drawn literally, whatever it means to libass. Measured in pictures. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { lettersOf, withDrawing } from "../../src/media/letters/drawn-letters.js";
import { warnOfLetters } from "../../src/media/letters/fonts.js";
import { toSrt } from "../../src/subtitles/formats/srt.js";
import { ffmpeg, missingFfmpeg, temporaryFolder } from "../support/media/made-media.js";

const made = temporaryFolder();
afterAll(made.remove);

const SIZE = { width: 1920, height: 432 };
/** The rectangle of a frame's pixels that are not background. */
interface Ink {
  width: number;
  height: number;
}

/** Where each text is drawn, in one frame each. */
async function inkOf(texts: readonly string[]): Promise<Ink[]> {
  const cues = texts.map((text, i) => ({ start: i, end: i + 1, text: { es: text } }));
  writeFileSync(made.path("texts.srt"), toSrt(cues, "es"));
  const grey = ["-f", "lavfi", "-i", `color=c=0x808080:size=${SIZE.width}x${SIZE.height}:rate=1:d=${texts.length}`];
  await withDrawing(await lettersOf(made.path("texts.srt")), { fontSize: 20, outline: 0 }, (filters) =>
    ffmpeg(...grey, "-vf", [...filters, "format=gray"].join(","), "-f", "rawvideo", made.path("texts.gray")),
  );
  const points = readFileSync(made.path("texts.gray"));
  const frame = SIZE.width * SIZE.height;
  return texts.map((_, i) => {
    const [xs, ys] = [new Set<number>(), new Set<number>()];
    for (let at = 0; at < frame; at++)
      if (Math.abs((points[i * frame + at] ?? 0) - 126) > 12) {
        xs.add(at % SIZE.width);
        ys.add(Math.floor(at / SIZE.width));
      }
    return { width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) };
  });
}

const TYPED = [
  "Uso {llaves} en C",
  "<nombre> y 1 < 2",
  "C:\\Nuevo\\hola",
  "<font size=99999>X</font>",
  "<b>x</b> <i>y</i> <u>z</u> </b>",
  "{\\an8}arriba {\\b1}negro{\\b0}",
  "{\\p1}m 0 0 l 100 0{\\p0}",
  "\\N \\n \\h \\\\N \\",
  "\\{ \\} {} }{ {{x}}",
  "&lt;b&gt; &amp; &nbsp; &#65;",
  "{Y:b}x {C:$0000ff}y",
  "Dialogue: 0,0:00:00.00",
  "[Events] ; x, y, ,,,,",
  "00:00:01,000 --> 00:00:02,000",
  "-- <!-- x --> <v Ana>",
  "a\\\\{b}",
];

describe.skipIf(missingFfmpeg !== null)(`drawn text${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`, () => {
  test("is as wide as its letters one by one, and has no added line", async () => {
    // libass does not kern: a text is as wide as the sum of its letters' advances.
    const letters = [...new Set(TYPED.join(""))];
    const all = await inkOf([
      "MM",
      ...letters.map((letter) => `M${letter.repeat(10)}M`),
      ...TYPED.map((text) => `M${text}M`),
    ]);
    const [{ width: bare, height: line } = { width: 0, height: 0 }, ...drawn] = all;
    const advances = new Map(letters.map((letter, i) => [letter, ((drawn[i]?.width ?? 0) - bare) / 10]));
    for (const [letter, advance] of advances) expect(advance, `advance of "${letter}"`).toBeGreaterThan(2);
    for (const [i, text] of TYPED.entries()) {
      const { width = 0, height = 0 } = drawn[letters.length + i] ?? {};
      const expected = [...text].reduce((sum, letter) => sum + (advances.get(letter) ?? 0), bare);
      expect(Math.abs(width - expected), `${text}: ${width} instead of ${expected}`).toBeLessThanOrEqual(4);
      expect(height, text).toBeLessThan(2 * line);
    }
    // Characters without width have none here either.
    const [plain, joined] = await inkOf(["MCNM", "MC\u2060N\u200bM"]);
    expect(joined?.width).toBe(plain?.width);
  });

  test("leaves out letters that no font has, instead of drawing boxes", async ({ skip }) => {
    if ((await warnOfLetters(["\u{10000}"])) === null) skip("a font of this machine has Linear B");
    const [plain, without] = await inkOf(["MCNM", "M\u{10000}CN\u{10000}M"]);
    expect(without).toEqual(plain);
    const [alone] = await inkOf(["\u{10000}"]);
    expect(alone).toEqual({ width: -Infinity, height: -Infinity });
  });

  test("keeps its lines", async () => {
    const [one, two, empty] = await inkOf(["MM", "MM\nMM", "MM\n\n\r\nMM"]);
    expect(two?.height).toBeGreaterThan(1.5 * (one?.height ?? 0));
    expect(empty).toEqual(two);
  });

  test("is refused before any work if there are too many cues at once", async () => {
    const crowd = (count: number) => {
      const cues = Array.from({ length: count }, (_, i) => ({ start: 1, end: 60 + i, text: { es: "Hola" } }));
      writeFileSync(made.path("crowd.srt"), toSrt(cues, "es"));
      return lettersOf(made.path("crowd.srt"));
    };
    expect(await crowd(32)).toContain("Hola");
    await expect(crowd(100_000)).rejects.toMatchObject({
      name: "SisterError",
      exitCode: 2,
      message: expect.stringMatching(/more than 32 cues are shown at 1\.000 s/) as string,
    });
  });
});
