/** Holds cues against the norms. Pure. */
import { linesOf, partedBy } from "../lines/break-lines.js";
import { gapOf, PROFILES, type Norms, type ProfileName } from "./profile.js";
import { textLength } from "./text-length.js";

/** A cue as the check sees it: whole milliseconds, lines joined by "\n", without markup. */
export interface CheckedCue {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The rules, each by the name that a report gives it. */
export const RULES = [
  "lines",
  "line-length",
  "reading-speed",
  "too-short",
  "too-long",
  "gap",
  "overlap",
  "order",
  "empty",
  "shot-change",
  "line-break",
] as const;

export type Rule = (typeof RULES)[number];

/** Rules whose breach is no fault: a reader notices it, and no broadcaster refuses it. */
const ADVICE: ReadonlySet<Rule> = new Set<Rule>(["line-break"]);

export interface Breach {
  readonly rule: Rule;
  /** Advice does not fail a check. */
  readonly severity: "error" | "advice";
  /** Number of the cue, from 1. */
  readonly cue: number;
  /** Start of the cue, in milliseconds. */
  readonly at: number;
  /** What is wrong, with numbers: "line 1 has 47 characters, 42 are allowed". */
  readonly message: string;
  /** How to mend it. */
  readonly mend: string;
  /** Where the rule comes from. */
  readonly source: string;
}

export interface CheckOptions {
  readonly norms: Norms;
  /** Frames a second of the video; default 25. */
  readonly frameRate?: number;
  /** Times of shot changes in milliseconds, in order. Without them that rule is not checked. */
  readonly shots?: readonly number[];
}

/** Marks of direction alone are no text. */
const IS_VISIBLE = /[^\s\p{Cf}\p{Cc}]/u;

/** A frame's length and a hair: times in files are rounded to milliseconds or hundredths. */
const ROUNDING_MS = 1;

/**
 * Every breach of the norms, by cue and, within a cue, in the order of `RULES`.
 *
 * @param cues in the order of the file
 *
 * @example
 * checkCues([{ start: 0, end: 500, text: "Hello" }], { norms: normsOf("netflix", "en") });
 * // [{ rule: "too-short", severity: "error", cue: 1, at: 0, message: "shown for 0.500 s, at least 0.834 s are needed", … }]
 */
export function checkCues(cues: readonly CheckedCue[], { norms, frameRate = 25, shots }: CheckOptions): Breach[] {
  const breaches: Breach[] = [];
  const gap = gapOf(norms, frameRate);
  const { sources } = PROFILES[norms.profile as ProfileName] as { sources: Readonly<Record<string, string>> };
  let latestEnd = -Infinity;
  let latestStart = -Infinity;
  for (const [i, cue] of cues.entries()) {
    const add = (rule: Rule, source: string | undefined, message: string, mend: string): void => {
      breaches.push({
        rule,
        severity: ADVICE.has(rule) ? "advice" : "error",
        cue: i + 1,
        at: cue.start,
        message,
        mend,
        source: source ?? "every player",
      });
    };
    const lines = cue.text.split("\n");
    const duration = cue.end - cue.start;
    if (lines.length > norms.lines) {
      add("lines", sources.lines, `${lines.length} lines, ${norms.lines} are allowed`, "join lines, or split the cue");
    }
    for (const [at, line] of lines.entries()) {
      const length = textLength(line, norms.language);
      if (length <= norms.lineLength) continue;
      add(
        "line-length",
        sources.lineLength,
        `line ${at + 1} has ${length} characters, ${norms.lineLength} are allowed`,
        "break the line elsewhere, or split the cue",
      );
    }
    const characters = textLength(cue.text.replaceAll("\n", ""), norms.language);
    const speed = duration > 0 ? (characters * 1000) / duration : Infinity;
    if (characters > 0 && speed > norms.readingSpeed + 0.05) {
      add(
        "reading-speed",
        sources.readingSpeed,
        `${speed === Infinity ? "too many" : speed.toFixed(1)} characters a second, ${norms.readingSpeed} are allowed`,
        `show it for ${seconds(Math.ceil((characters * 1000) / norms.readingSpeed))} s, or shorten the text`,
      );
    }
    if (duration < norms.shortest - ROUNDING_MS) {
      add(
        "too-short",
        sources.duration,
        `shown for ${seconds(duration)} s, at least ${seconds(norms.shortest)} s are needed`,
        "let it end later, or join it with a neighbour",
      );
    }
    if (duration > norms.longest + ROUNDING_MS) {
      add(
        "too-long",
        sources.duration,
        `shown for ${seconds(duration)} s, at most ${seconds(norms.longest)} s are allowed`,
        "let it end earlier, or split it",
      );
    }
    if (cue.start < latestStart) {
      add("order", undefined, `starts before cue ${i}`, "sort the cues by their start");
    } else if (cue.start < latestEnd) {
      add(
        "overlap",
        sources.gap,
        `starts ${seconds(latestEnd - cue.start)} s before an earlier cue ends`,
        "let the earlier cue end before it",
      );
    } else if (i > 0) {
      const before = cue.start - latestEnd;
      const touches = before === 0 && norms.mayTouch;
      if (!touches && (before < gap - ROUNDING_MS || before < norms.flicker)) {
        const needed = Math.max(gap, norms.flicker);
        add(
          "gap",
          sources.gap,
          `${seconds(before)} s after the cue before it, ${norms.mayTouch ? "0 s or " : ""}at least ${seconds(needed)} s are needed`,
          norms.mayTouch ? "let the cue before it end when this one starts" : "let the cue before it end earlier",
        );
      }
    }
    if (!IS_VISIBLE.test(cue.text)) add("empty", undefined, "has no text", "remove it");
    for (const [edge, time] of [
      ["starts", cue.start],
      ["ends", cue.end],
    ] as const) {
      const shot = shots && nearest(shots, time);
      if (shot === undefined || Math.abs(shot - time) > norms.shotSnap) continue;
      // A cue that ends up to the gap before the change ends with its shot.
      const off = edge === "starts" ? Math.abs(time - shot) : Math.max(time - shot, shot - gap - time);
      if (off > 1000 / frameRate / 2 + ROUNDING_MS) {
        add(
          "shot-change",
          sources.shotChange,
          `${edge} ${seconds(Math.abs(time - shot))} s ${time < shot ? "before" : "after"} a shot change`,
          `let it ${edge.slice(0, -1)} ${edge === "starts" ? "at" : "just before"} ${seconds(shot)} s`,
        );
      }
    }
    const advice = lines.length > 1 ? adviceOnLines(cue.text, norms) : null;
    if (advice) add("line-break", sources.lines, advice.message, advice.mend);
    latestStart = Math.max(latestStart, cue.start);
    latestEnd = Math.max(latestEnd, cue.end);
  }
  return breaches;
}

/** What is wrong with the places at which a text is broken into lines, if a better way holds it; null otherwise. */
export function adviceOnLines(text: string, norms: Norms): { message: string; mend: string } | null {
  const parted = firstParted(text.split("\n"), norms.language);
  if (parted === null) return null;
  const better = linesOf(text.replaceAll("\n", " "), norms);
  if (!better || firstParted(better, norms.language) !== null) return null;
  return { message: `a line break parts "${parted}"`, mend: `break it as "${better.join(" / ")}"` };
}

function firstParted(lines: readonly string[], language: string): string | null {
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1];
    const parted = next === undefined ? null : partedBy(line, next, language);
    if (parted !== null) return parted;
  }
  return null;
}

/** Whether a check with these breaches fails. */
export function isBroken(breaches: readonly Pick<Breach, "severity">[]): boolean {
  return breaches.some(({ severity }) => severity === "error");
}

/** Of sorted times the one nearest to a time. */
export function nearest(times: readonly number[], time: number): number | undefined {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const after = times[low];
  const before = times[low - 1];
  if (after === undefined || before === undefined) return after ?? before;
  return after - time < time - before ? after : before;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
