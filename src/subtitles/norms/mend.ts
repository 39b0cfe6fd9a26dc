/** Mends what breaches the norms without changing a word: other line breaks, other times, cues split in two. Pure. */
import { isUnspacedLanguage, costOfBreak, linesOf, piecesOf, dialogueOf } from "../lines/break-lines.js";
import { sliceStyled, withLines, type StyledText } from "../file/styled-text.js";
import type { FileCue } from "../file/subtitle-file.js";
import { adviceOnLines, checkCues, type Breach, type CheckOptions } from "./check.js";
import { gapOf, type Norms } from "./profile.js";
import { snapToShots } from "./snap-to-shots.js";
import { textLength } from "./text-length.js";

export interface Mended {
  readonly cues: FileCue[];
  /** What still breaches the norms: speech that is too fast for them, mostly. */
  readonly breaches: Breach[];
  /** Numbers (from 1) of cues of the input that were changed. */
  readonly changed: number[];
}

/**
 * A cue starts at most this much later than its speech, so that the one before it is shown long enough (milliseconds):
 * Netflix allows 3 frames, speech that overlaps needs more. One that lasts long may be delayed further, as long as enough
 * of its own time is left.
 */
const MOST_DELAY = 500;

/** How often cues are laid out again: a cue that stays whole may take time from others. */
const ROUNDS_MOST = 8;

/** A cue of the result, before its times are settled. */
interface Part {
  cue: FileCue;
  /** Number (from 1) of its cue in the input. */
  number: number;
  /** When it may start at the latest (milliseconds). */
  latest: number;
}

/**
 * Mends cues by the norms. Cues without text go; the rest is sorted, broken into other lines, split if it is too long, and given other times.
 * Words and their order stay. Where cues crowd (overlapping speech), they are delayed as far as they can bear it; what is still too short is reported.
 *
 * @example
 * const { cues, breaches } = mendCues(file.cues, { norms: normsOf("netflix", "en"), frameRate: 25 });
 */
export function mendCues(cues: readonly FileCue[], options: CheckOptions): Mended {
  const { norms, frameRate = 25, shots } = options;
  const gap = gapOf(norms, frameRate);
  const numbered = cues
    .map((cue, i) => ({ cue, number: i + 1 }))
    .filter(({ cue }) => cue.content.text.trim() !== "")
    .sort((a, b) => a.cue.start - b.cue.start || a.cue.end - b.cue.end);
  const { parts, times } = laidOut(numbered, norms, gap);
  const snapped = shots && shots.length > 0 ? snap(parts, times, norms, gap, shots) : times;
  const mended = snapped.map((time, i) => ({ ...(parts[i] as { cue: FileCue }).cue, ...time }));
  const counts = new Map<number, number>();
  for (const { number } of parts) counts.set(number, (counts.get(number) ?? 0) + 1);
  const changed = new Set(cues.flatMap((_, i) => (counts.get(i + 1) === 1 ? [] : [i + 1])));
  for (const [i, { number }] of parts.entries()) {
    const before = cues[number - 1];
    const after = mended[i];
    const isSame =
      before &&
      after &&
      before.start === after.start &&
      before.end === after.end &&
      before.content.text === after.content.text;
    if (!isSame) changed.add(number);
  }
  const checked = mended.map(({ start, end, content }) => ({ start, end, text: content.text }));
  return { cues: mended, breaches: checkCues(checked, options), changed: [...changed].sort((a, b) => a - b) };
}

/** The cues of the result with their times. A cue is not split where there is no time to show its parts. */
function laidOut(
  numbered: readonly { cue: FileCue; number: number }[],
  norms: Norms,
  gap: number,
): { parts: Part[]; times: Times[] } {
  const whole = new Set<number>();
  for (let round = 1; ; round++) {
    const parts = numbered.flatMap(({ cue, number }): Part[] => {
      const cues = whole.has(number) ? [cue] : split(cue, norms, gap);
      const between = norms.mayTouch ? 0 : gap;
      return cues.map((part, i) => ({
        cue: part,
        number,
        latest: Math.max(
          part.start + MOST_DELAY,
          part.end - norms.shortest,
          // The parts of a cue may wait for each other.
          i === 0 ? 0 : cue.start + i * (norms.shortest + between),
        ),
      }));
    });
    const times = settle(parts, norms, gap);
    const short = parts.flatMap(({ number }, i) => {
      const { start = 0, end = 0 } = times[i] ?? {};
      const isSplit = parts[i - 1]?.number === number || parts[i + 1]?.number === number;
      return isSplit && end - start < norms.shortest ? [number] : [];
    });
    if (short.length === 0 || round === ROUNDS_MOST) return { parts, times };
    for (const number of short) whole.add(number);
  }
}

/** A cue in other lines, or as several cues if its lines or its time hold too much. */
function split(cue: FileCue, norms: Norms, gap: number): FileCue[] {
  const { language } = norms;
  const duration = cue.end - cue.start;
  const lines = fits(cue.content.text, norms) ? cue.content.text.split("\n") : linesOf(cue.content.text, norms);
  if (lines && duration <= norms.longest) return [{ ...cue, content: withLines(cue.content, lines) }];
  const dialogue = dialogueOf(cue.content.text);
  const pieces = dialogue ?? piecesOf(cue.content.text, language);
  const most = pieces.length;
  const least = Math.max(2, Math.ceil((duration + gap) / (norms.longest + gap)));
  for (let count = Math.min(least, most); count >= 2 && count <= most; count++) {
    const shares = dialogue && count === most ? dialogue : shareOut(pieces, count, norms);
    if (!shares) continue;
    const texts = shares.map((text) => linesOf(text, norms));
    if (texts.some((text) => !text)) continue;
    return inProportion(cue, texts as string[][], norms, gap);
  }
  // A single word that is too long in time: it ends earlier; the check still names a word that is too long for its line.
  return [
    {
      ...cue,
      end: Math.min(cue.end, cue.start + norms.longest),
      content: lines ? withLines(cue.content, lines) : cue.content,
    },
  ];
}

/** Whether a text's own lines are within the norms and part nothing: then they stay as their author broke them. */
function fits(text: string, norms: Norms): boolean {
  const lines = text.split("\n");
  return (
    lines.length <= norms.lines &&
    lines.every((line) => textLength(line, norms.language) <= norms.lineLength) &&
    (lines.length === 1 || adviceOnLines(text, norms) === null)
  );
}

/** Pieces as `count` texts of like length, parted where that is best; null if a text gets none. */
function shareOut(pieces: readonly string[], count: number, { language }: Norms): string[] | null {
  const glue = isUnspacedLanguage(language) ? "" : " ";
  const lengths = pieces.map((piece) => textLength(piece, language) + glue.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const cuts: number[] = [];
  for (let part = 1; part < count; part++) {
    const wanted = (total * part) / count;
    let at = 0;
    let best = -1;
    let bestCost = Infinity;
    for (let i = 1; i < pieces.length; i++) {
      at += lengths[i - 1] ?? 0;
      if (i <= (cuts.at(-1) ?? 0) || i > pieces.length - (count - part)) continue;
      const off = Math.abs(at - wanted) / (total / count);
      const cost = off * 40 + costOfBreak(pieces[i - 1] ?? "", pieces[i] ?? "", language);
      if (cost < bestCost) {
        bestCost = cost;
        best = i;
      }
    }
    if (best === -1) return null;
    cuts.push(best);
  }
  return [0, ...cuts].map((from, i) =>
    pieces
      .slice(from, cuts[i] ?? pieces.length)
      .join(glue)
      .trim(),
  );
}

/** One cue as several, with times in proportion to their letters, and a gap between them. */
function inProportion(cue: FileCue, texts: readonly string[][], norms: Norms, gap: number): FileCue[] {
  const lengths = texts.map((lines) => lines.reduce((sum, line) => sum + textLength(line, norms.language), 0));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const between = norms.mayTouch ? 0 : gap;
  const room = Math.max(0, cue.end - cue.start - between * (texts.length - 1));
  let done = 0;
  let place = 0;
  return texts.map((lines, i) => {
    const start = cue.start + Math.round((room * done) / total) + between * i;
    done += lengths[i] ?? 0;
    const end = cue.start + Math.round((room * done) / total) + between * i;
    const text = lines.join("\n");
    const [from, to] = placeOf(cue.content, text, place);
    place = to;
    const own = sliceStyled(cue.content, from, to);
    return { ...cue, start, end: Math.min(end, start + norms.longest), content: withLines(own, lines) };
  });
}

/** Where the letters of a part stand in the whole text, from a place on. */
function placeOf({ text }: StyledText, part: string, from: number): [from: number, to: number] {
  let left = part.replace(/\s/gu, "").length;
  let start = from;
  while (start < text.length && /\s/u.test(text[start] ?? "")) start += 1;
  let to = start;
  while (left > 0 && to < text.length) {
    if (!/\s/u.test(text[to] ?? "")) left -= 1;
    to += 1;
  }
  return [start, to];
}

interface Times {
  start: number;
  end: number;
}

/** Times by the norms: no overlap, gaps, least and most duration, and time to read as far as the pause allows. */
function settle(parts: readonly Part[], norms: Norms, gap: number): Times[] {
  const between = norms.mayTouch ? 0 : gap;
  // No cue may wait so long that the next one has no time left.
  const latest = parts.map((part) => part.latest);
  for (let i = parts.length - 2; i >= 0; i--) {
    const most = (latest[i + 1] ?? Infinity) - between - norms.shortest;
    latest[i] = Math.max(parts[i]?.cue.start ?? 0, Math.min(latest[i] ?? Infinity, most));
  }
  const settled: Times[] = [];
  let free = 0;
  for (const [i, { cue }] of parts.entries()) {
    const next = parts[i + 1]?.cue;
    const start = Math.max(cue.start, Math.min(free, latest[i] ?? Infinity), 0);
    const needed = readingTime(cue, norms);
    // The next cue may begin a little later if this one would be too short to be seen.
    const room = next
      ? Math.max(next.start - between, Math.min(start + norms.shortest, (latest[i + 1] ?? Infinity) - between))
      : Infinity;
    let end = Math.min(Math.max(cue.end, start + needed), start + norms.longest, room);
    end = Math.max(end, start + 1);
    const pause = next ? next.start - end : Infinity;
    if (norms.flicker > 0 && next && pause > 0 && pause < norms.flicker) {
      // Either the cue lasts until the next one, or the pause is long enough to be seen as one.
      end =
        next.start - start <= norms.longest ? next.start : Math.max(start + norms.shortest, next.start - norms.flicker);
    }
    settled.push({ start, end });
    free = end + between;
  }
  return settled;
}

function snap(
  parts: readonly { cue: FileCue }[],
  times: readonly Times[],
  norms: Norms,
  gap: number,
  shots: readonly number[],
): Times[] {
  const cues = times.map((time, i) => ({ ...time, needed: readingTime((parts[i] as { cue: FileCue }).cue, norms) }));
  return snapToShots(cues, { ...norms, gap, leastPause: Math.max(gap, norms.flicker) }, shots);
}

/** Milliseconds that readers need for a cue. */
function readingTime({ content }: FileCue, { language, readingSpeed, shortest }: Norms): number {
  const characters = textLength(content.text.replaceAll("\n", ""), language);
  return Math.max(shortest, Math.ceil((characters * 1000) / readingSpeed));
}
