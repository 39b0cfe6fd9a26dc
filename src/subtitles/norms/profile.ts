/** The norms that subtitles are made and checked by, as profiles of numbers. Pure. */
import { SisterError } from "../../errors.js";
import { baseOf } from "./text-length.js";

/** Norms of one broadcaster or service, for one language. Every rule is a number that a cue is held against. */
export interface Norms {
  readonly profile: string;
  /** BCP 47 code of the text. */
  readonly language: string;
  /** Most characters of a line, as `textLength` counts them. */
  readonly lineLength: number;
  /** Most lines of a cue. */
  readonly lines: number;
  /** Most characters a second. */
  readonly readingSpeed: number;
  /** Shortest and longest time on the screen, in milliseconds. */
  readonly shortest: number;
  readonly longest: number;
  /** Least gap between two cues that do not touch, in frames of the video. */
  readonly gapFrames: number;
  /** Whether a cue may end at the very moment at which the next one starts. */
  readonly mayTouch: boolean;
  /** A gap shorter than this (milliseconds) flickers and is closed; 0 if the norms allow every gap from `gapFrames` on. */
  readonly flicker: number;
  /** A cue snaps to a shot change that is nearer than this to its start or end, in milliseconds. */
  readonly shotSnap: number;
}

/** One profile: numbers for every language, and where they come from. */
interface Profile {
  readonly title: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly norms: (language: string) => Omit<Norms, "profile" | "language">;
}

/** Characters of a line that Netflix's language guides give where it is not 42. */
const LINE_LENGTHS: Readonly<Record<string, number>> = { zh: 16, yue: 16, ko: 16, ja: 23, th: 35, ru: 39, uk: 39 };

/** Characters a second for adults and children where Netflix's language guides differ from 17 and 13. */
const SPEEDS: Readonly<Record<string, readonly [adults: number, children: number]>> = {
  en: [20, 17],
  ar: [20, 17],
  zh: [9, 7],
  yue: [9, 7],
  ja: [4, 4],
  ko: [12, 9],
  hi: [22, 18],
};

const NETFLIX_SOURCES = {
  lineLength: "Netflix Timed Text Style Guides by language: 42 characters for Latin scripts, 16 Chinese and Korean",
  lines: "Netflix Timed Text Style Guide, General Requirements: 2 lines maximum",
  readingSpeed: "Netflix Timed Text Style Guides by language: adult and children's programs",
  duration: "Netflix Timed Text Style Guide, General Requirements: 5/6 second to 7 seconds",
  gap: "Netflix Timed Text Style Guide, General Requirements: 2 frames whatever the frame rate",
  shotChange: "Netflix Subtitle Timing Guidelines: in and out times within half a second of a shot change move to it",
};

function netflix(language: string, audience: 0 | 1): Omit<Norms, "profile" | "language"> {
  const base = baseOf(language);
  return {
    lineLength: LINE_LENGTHS[base] ?? 42,
    lines: 2,
    readingSpeed: (SPEEDS[base] ?? [17, 13])[audience],
    // 5/6 s, rounded up.
    shortest: 834,
    longest: 7000,
    gapFrames: 2,
    mayTouch: false,
    flicker: 0,
    shotSnap: 500,
  };
}

/** Lines of languages that are written with full-width characters stay as long as Netflix has them: the European norms do not speak of them. */
function narrow(language: string, most: number): number {
  return Math.min(LINE_LENGTHS[baseOf(language)] ?? most, most);
}

/** Likewise reading speeds in characters: words a minute say nothing of Chinese. */
function slow(language: string, most: number): number {
  return Math.min(SPEEDS[baseOf(language)]?.[0] ?? most, most);
}

/** Every profile that `--profile` names. */
export const PROFILES = {
  netflix: { title: "Netflix, adult programs", sources: NETFLIX_SOURCES, norms: (language) => netflix(language, 0) },
  children: {
    title: "Netflix, children's programs",
    sources: NETFLIX_SOURCES,
    norms: (language) => netflix(language, 1),
  },
  bbc: {
    title: "BBC",
    sources: {
      lineLength: "BBC Subtitle Guidelines, Line length: 37 fixed-width characters (Teletext)",
      lines: "BBC Subtitle Guidelines, Avoid 3 lines or more",
      readingSpeed:
        "BBC Subtitle Guidelines, Target minimum timing: 160 to 180 words a minute; 180 words of 5 letters are 18 CPS",
      duration:
        "BBC Subtitle Guidelines, Target minimum timing: 0.3 s a word; a second is the usual least; 7 s by Ofcom's practice",
      gap: "BBC Subtitle Guidelines, Gaps: none, or at least a second; anything shorter is jerky",
      shotChange: "BBC Subtitle Guidelines, Match subtitles to shot",
    },
    norms: (language) => ({
      lineLength: narrow(language, 37),
      lines: 2,
      readingSpeed: slow(language, 18),
      shortest: 1000,
      longest: 7000,
      gapFrames: 0,
      mayTouch: true,
      flicker: 1000,
      shotSnap: 500,
    }),
  },
  ebu: {
    title: "European broadcasters",
    sources: {
      lineLength: "EBU Tech 3264: 40 columns of Teletext, 3 of them for control characters",
      lines: "Karamitroglou 1998, A Proposed Set of Subtitling Standards in Europe: two lines at most",
      readingSpeed:
        "Karamitroglou 1998: 150 to 180 words a minute; 160 words of 5 letters and a space are 16 CPS, rounded down",
      duration: "Ivarsson and Carroll 1998, Code of Good Subtitling Practice: one second to seven",
      gap: "Ivarsson and Carroll 1998, Code of Good Subtitling Practice: four frames between subtitles",
      shotChange: "Ivarsson and Carroll 1998: a subtitle respects camera takes",
    },
    norms: (language) => ({
      lineLength: narrow(language, 37),
      lines: 2,
      readingSpeed: slow(language, 15),
      shortest: 1000,
      longest: 7000,
      gapFrames: 4,
      mayTouch: false,
      flicker: 0,
      shotSnap: 500,
    }),
  },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof PROFILES;

/** The profile of those who name none. */
export const DEFAULT_PROFILE: ProfileName = "netflix";

/** Numbers of one's own, by the names that `--profile` takes: `netflix,line-length=40,cps=15`. */
const OWN_NUMBERS: Readonly<Record<string, { key: keyof Norms; scale: number; least: number; most: number }>> = {
  "line-length": { key: "lineLength", scale: 1, least: 5, most: 200 },
  lines: { key: "lines", scale: 1, least: 1, most: 5 },
  cps: { key: "readingSpeed", scale: 1, least: 1, most: 100 },
  shortest: { key: "shortest", scale: 1000, least: 0, most: 10 },
  longest: { key: "longest", scale: 1000, least: 1, most: 60 },
  "gap-frames": { key: "gapFrames", scale: 1, least: 0, most: 50 },
};

/**
 * The norms of a profile for a language.
 *
 * @param profile a profile's name, and after it, separated by commas, numbers that replace the profile's: `line-length` and `lines`,
 *   `cps`, `shortest` and `longest` (seconds), `gap-frames`
 * @param language BCP 47 code of the text
 * @throws SisterError with the names that there are, exit code 2
 *
 * @example
 * normsOf("netflix", "id").readingSpeed; // 17
 * normsOf("netflix,cps=14,longest=6", "es").longest; // 6000
 */
export function normsOf(profile: string, language: string): Norms {
  const [name = "", ...own] = profile.split(",").map((part) => part.trim());
  if (!isProfile(name)) {
    throw new SisterError(`there is no profile "${name}": use ${Object.keys(PROFILES).join(", ")}`, { exitCode: 2 });
  }
  const numbers = Object.fromEntries(own.map(ownNumber));
  const norms: Norms = { profile: name, language, ...PROFILES[name].norms(language), ...numbers };
  if (norms.shortest > norms.longest) {
    throw new SisterError(`profile "${profile}": the shortest cue is longer than the longest`, { exitCode: 2 });
  }
  return norms;
}

function isProfile(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}

function ownNumber(part: string): [key: string, value: number] {
  const [name = "", value = ""] = part.split("=");
  const number = OWN_NUMBERS[name];
  if (!number) {
    throw new SisterError(`a profile has no "${name}": use ${Object.keys(OWN_NUMBERS).join(", ")}, such as cps=15`, {
      exitCode: 2,
    });
  }
  const parsed = Number(value);
  if (value === "" || !(parsed >= number.least && parsed <= number.most)) {
    throw new SisterError(`${name} is "${value}": give a number from ${number.least} to ${number.most}`, {
      exitCode: 2,
    });
  }
  return [number.key, parsed * number.scale];
}

/** The least gap between cues in milliseconds, rounded up to whole ones: a gap that is a hair too short is a breach. */
export function gapOf(norms: Norms, frameRate: number): number {
  return Math.ceil((norms.gapFrames * 1000) / (frameRate > 1 ? frameRate : 25));
}
