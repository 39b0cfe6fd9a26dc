/** The fonts that libass finds on this machine, from fontconfig. The only place that starts fontconfig's programs. */
import { open } from "node:fs/promises";
import { memoryBound, STANDSTILL_SECONDS } from "../../children/bounds.js";
import { runChild } from "../../children/run-child.js";
import { emScaleOf, fontOffset, HEAD_BYTES, tablesOf, type TablePlace } from "./font-tables.js";
import { isFontName, type LetterStyle } from "./letter-style.js";
import { lettersWithoutFont, missingLetters, parseCharset, withoutMissing, type Charset } from "./missing-letters.js";

export interface Font {
  family: string;
  /** The file of its upright, regular face. */
  file: string;
  /** Its number in a file with several faces. */
  index: number;
  /** CSS font size as a share of the burner's size. */
  emScale: number;
  /** Whether it is used if a style names no font. */
  isDefault: boolean;
}

export interface FontList {
  /** The default first, then by name. */
  fonts: Font[];
  /** Why there are none, for people. Null if there are some. */
  problem: string | null;
}

/** A face of a family, as fontconfig describes it. */
interface Face {
  family: string;
  file: string;
  index: number;
  /** Its distance from upright and regular. */
  distance: number;
}

const MOST_BYTES = 32 * 2 ** 20;
/** fontconfig may have to read all fonts again. */
const BOUNDS = {
  bytes: memoryBound(2 ** 30),
  seconds: 120,
  cpuSeconds: Infinity,
  standstillSeconds: STANDSTILL_SECONDS,
};
/** The fonts that libass draws: outlines of one colour. */
const DRAWN_FONTS = ":outline=true:scalable=true:color=false";
/** The font in ffmpeg's style for SubRip. */
const DEFAULT_FAMILY = "Arial";
/** fontconfig's numbers for a regular weight, upright, and of normal width. */
const REGULAR = { weight: 80, slant: 0, width: 100 };
/** New and removed fonts are noticed after this many milliseconds. */
const KEPT_MS = 60_000;

let kept: { at: number; list: Promise<FontList> } | null = null;

/** The families with outlines, one font each. */
export function listFonts(): Promise<FontList> {
  if (kept === null || performance.now() - kept.at > KEPT_MS) kept = { at: performance.now(), list: findFonts() };
  return kept.list;
}

let keptCharset: { at: number; charset: Promise<Charset | null> } | null = null;

/**
 * A warning about letters for which the burner has no font, with the package that has one. Null if there are no such
 * letters, or if fontconfig is unavailable. libass takes a letter that the style's font lacks from any other font.
 */
export async function warnOfLetters(texts: Iterable<string>): Promise<string | null> {
  const charset = await drawnCharset();
  return charset && missingLetters(lettersWithoutFont(texts, charset));
}

/** The text without the letters that no font of this machine has: libass would draw boxes in their places. */
export async function drawableText(text: string): Promise<string> {
  const charset = await drawnCharset();
  return charset === null ? text : withoutMissing(text, charset);
}

/** The letters of all fonts that libass draws. Null if fontconfig is unavailable. */
function drawnCharset(): Promise<Charset | null> {
  if (keptCharset === null || performance.now() - keptCharset.at > KEPT_MS)
    keptCharset = { at: performance.now(), charset: findCharset() };
  return keptCharset.charset;
}

async function findCharset(): Promise<Charset | null> {
  const text = await run("fc-list", [DRAWN_FONTS, "--format", "%{charset}\\n"]);
  return text === null ? null : parseCharset(text);
}

/** Finds a family by name, ignoring case. */
export async function findFont(family: string): Promise<Font | null> {
  const { fonts } = await listFonts();
  return fonts.find((font) => font.family.toLowerCase() === family.toLowerCase()) ?? null;
}

/** How many font families an error names. */
const NAMED = 8;

/**
 * The style with its font's name as fontconfig spells it; or, if no such font is installed, what to do.
 *
 * @param all what lists all fonts
 */
export async function findStyleFont(style: LetterStyle, all: string): Promise<LetterStyle | string> {
  if (style.font === undefined) return style;
  const found = await findFont(style.font);
  if (found) return { ...style, font: found.family };
  const { fonts, problem } = await listFonts();
  if (problem !== null) return `no font can be chosen: ${problem}`;
  const some = fonts.slice(0, NAMED).map(({ family }) => family);
  const more = fonts.length > some.length ? `; ${all} lists all` : "";
  return `there is no font with this name: use one of ${some.join(", ")}${more}`;
}

async function findFonts(): Promise<FontList> {
  const format = ["%{[]family,familylang{%{familylang}=%{family}\\t}}", "%{lang|cescape}", "%{weight}", "%{slant}"];
  const rest = ["%{width}", "%{index}", "%{variable}", "%{file}"];
  const lines = await run("fc-list", [DRAWN_FONTS, "--format", `${[...format, ...rest].join("\\n")}\\n\\n`]);
  if (lines === null)
    return {
      fonts: [],
      problem:
        "fontconfig's fc-list does not run on this server: install fontconfig (on Debian: apt-get install fontconfig)",
    };
  const nearest = new Map<string, Face>();
  for (const block of lines.split("\n\n")) {
    const face = faceOf(block);
    if (!face) continue;
    const key = face.family.toLowerCase();
    if (face.distance < (nearest.get(key)?.distance ?? Infinity)) nearest.set(key, face);
  }
  const byDefault = (await run("fc-match", [DEFAULT_FAMILY, "--format", "%{file}"])) ?? "";
  const fonts = (await Promise.all([...nearest.values()].map((face) => fontOf(face, byDefault)))).filter(
    (font) => font !== null,
  );
  fonts.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.family.localeCompare(b.family, "en"));
  return { fonts, problem: fonts.length > 0 ? null : "no font is installed on this server: install fonts-dejavu-core" };
}

/** Null for a font without letters, and for a name that cannot be passed to libass. */
function faceOf(block: string): Face | null {
  const [names = "", languages = "", weight, slant, width, index, variable, file = ""] = block.split("\n");
  // Symbol fonts list no languages. A variable font is also listed by its named instances.
  if (languages === "" || variable === "True" || !/\.(ttf|otf|ttc|otc)$/i.test(file)) return null;
  const families = names.split("\t").flatMap((text) => {
    const [language = "", ...name] = text.split("=");
    return name.length > 0 ? [{ language, name: name.join("=") }] : [];
  });
  const family = (families.find(({ language }) => language === "en") ?? families[0])?.name;
  if (family === undefined || !isFontName(family) || family.startsWith(".")) return null;
  const off = (value: string | undefined, regular: number): number => Math.abs((Number(value) || 0) - regular);
  const distance = off(slant, REGULAR.slant) * 1000 + off(width, REGULAR.width) * 10 + off(weight, REGULAR.weight);
  // The upper half of the number is the instance of a variable font.
  return { family, file, index: (Number(index) || 0) & 0xffff, distance };
}

async function fontOf({ family, file, index }: Face, byDefault: string): Promise<Font | null> {
  const emScale = await emScaleOfFile(file, index).catch(() => null);
  return emScale === null ? null : { family, file, index, emScale, isDefault: file === byDefault };
}

async function emScaleOfFile(file: string, index: number): Promise<number | null> {
  const handle = await open(file, "r");
  try {
    const read = async (offset: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const table = (place: TablePlace | undefined): Promise<Buffer> | null =>
      place ? read(place.offset, Math.min(place.length, 128)) : null;
    const at = fontOffset(await read(0, HEAD_BYTES), index);
    const tables = at === null ? null : tablesOf(await read(at, HEAD_BYTES));
    const head = await table(tables?.get("head"));
    if (!tables || !head) return null;
    const scale = emScaleOf({ head, os2: await table(tables.get("OS/2")), hhea: await table(tables.get("hhea")) });
    return scale === null ? null : Math.round(scale * 1e6) / 1e6;
  } finally {
    await handle.close();
  }
}

/** The output of a fontconfig program. Null if the program is missing or fails. */
async function run(program: string, words: string[]): Promise<string | null> {
  const { code, failure, stdout } = await runChild(program, words, {
    kind: "media",
    what: program,
    noNetwork: true,
    bounds: BOUNDS,
    mostBytes: MOST_BYTES,
  });
  return code === 0 && failure === null ? stdout : null;
}
