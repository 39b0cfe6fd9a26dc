/** The fonts of fontconfig, and their size as libass draws them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { tablesOf } from "../../src/media/letters/font-tables.js";
import type { Font, FontList } from "../../src/media/letters/fonts.js";
import { ffmpeg, missingFfmpeg, temporaryFolder } from "../support/media/made-media.js";

const made = temporaryFolder();
afterAll(made.remove);
// Variable by variable: under Node 26 children do not get an object that takes the place of process.env.
afterEach(() => vi.unstubAllEnvs());

/** The list of a new process. */
async function listed(): Promise<FontList> {
  vi.resetModules();
  const { listFonts } = await import("../../src/media/letters/fonts.js");
  return listFonts();
}

/** Limits fontconfig to the fonts of one folder. */
function only(folder: string): void {
  writeFileSync(
    made.path("fonts.conf"),
    `<?xml version="1.0"?><fontconfig><dir>${folder}</dir><cachedir>${made.path("cache")}</cachedir></fontconfig>`,
  );
  vi.stubEnv("FONTCONFIG_FILE", made.path("fonts.conf"));
}

const missing = ((): string | null => {
  try {
    execFileSync("fc-list", ["--version"], { stdio: "ignore" });
    return missingFfmpeg;
  } catch {
    return "fontconfig is not installed";
  }
})();

describe.skipIf(missing !== null)(`fonts${missing ? ` (skipped: ${missing})` : ""}`, () => {
  test("are listed once by family, the default first, by their regular upright font", async (context) => {
    const { fonts, problem } = await listed();
    if (fonts.length === 0) context.skip(problem ?? "no fonts");
    expect(problem).toBeNull();
    const names = fonts.map(({ family }) => family);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(fonts.filter(({ isDefault }) => isDefault).length).toBeLessThanOrEqual(1);
    expect(names.slice(1)).toEqual(names.slice(1).toSorted((a, b) => a.localeCompare(b, "en")));
    for (const { family, file, emScale } of fonts) {
      expect(emScale).toBeGreaterThan(0.05);
      expect(emScale).toBeLessThan(2);
      if (/^(DejaVu|Liberation) (Sans|Serif|Mono)$/.test(family))
        expect(file).not.toMatch(/Bold|Italic|Oblique|Conden|Light/);
    }
  });

  test("are measured by libass's rule: ascent and descent for Windows", async (context) => {
    const font = (await listed()).fonts.find(({ file }) => /(DejaVuSans|LiberationSans-Regular)\.ttf$/.test(file));
    if (!font) return context.skip("neither DejaVu Sans nor Liberation Sans is installed");
    const usual = await heightOfH(font);
    const bytes = readFileSync(font.file);
    const os2 = tablesOf(bytes)?.get("OS/2")?.offset ?? 0;
    // Another ascent and descent for Windows; those of hhea stay.
    bytes.writeUInt16BE(bytes.readUInt16BE(os2 + 74) * 2, os2 + 74);
    bytes.writeUInt16BE(bytes.readUInt16BE(os2 + 76) * 2, os2 + 76);
    mkdirSync(made.path("changed"));
    writeFileSync(made.path("changed/changed.ttf"), bytes);
    only(made.path("changed"));
    const { fonts } = await listed();
    expect(fonts).toHaveLength(1);
    expect(fonts[0]?.emScale).toBeCloseTo(font.emScale / 2, 4);
    expect(fonts[0]?.isDefault).toBe(true);
    const changed = await heightOfH(font);
    expect(Math.abs(changed - usual / 2)).toBeLessThanOrEqual(1);
  });

  test("are an empty list with a reason if there are none, or if fontconfig is missing", async () => {
    mkdirSync(made.path("empty"), { recursive: true });
    only(made.path("empty"));
    expect(await listed()).toEqual({ fonts: [], problem: expect.stringMatching(/no font is installed/) as string });
    vi.stubEnv("PATH", made.path("empty"));
    expect(await listed()).toEqual({ fonts: [], problem: expect.stringMatching(/fontconfig/) as string });
  });

  /** Rows of an H of size 100 (288ths of 720 rows). */
  async function heightOfH({ family }: Font): Promise<number> {
    writeFileSync(made.path("h.srt"), "1\n00:00:00,000 --> 00:00:02,000\nH\n");
    const style = `Fontname=${family}\\,Fontsize=100\\,Outline=0`;
    const filter = `subtitles=filename=${made.path("h.srt")}:force_style=${style},format=gray`;
    const black = ["-f", "lavfi", "-i", "color=c=black:size=1280x720:rate=5:d=1"];
    await ffmpeg(...black, "-vf", filter, "-frames:v", "1", "-f", "rawvideo", made.path("h.gray"));
    const points = readFileSync(made.path("h.gray"));
    let rows = 0;
    for (let y = 0; y < 720; y++) if (points.subarray(y * 1280, (y + 1) * 1280).some((value) => value > 128)) rows += 1;
    return rows;
  }
});
