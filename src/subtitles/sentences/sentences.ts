/** Joins the text of cues to sentences, so that a translator sees whole ones, and lays translations back over the cues. Pure. */
import type { FileCue } from "../file/subtitle-file.js";
import { costOfBreak, dialogueOf, isUnspacedLanguage, piecesOf } from "../lines/break-lines.js";
import { textLength } from "../norms/text-length.js";

/** A sentence, or a part of one that stands alone, over one or more cues. */
export interface Sentence {
  /** In one line. */
  readonly text: string;
  /** Where it stands: numbers of cues (from 0, in order), and how many characters of it each holds. */
  readonly places: readonly { readonly cue: number; readonly length: number }[];
}

/** A pause (milliseconds) over which no sentence goes on. */
const PAUSE = 2500;
/** A sentence is closed after so many cues and characters, whatever its punctuation: text without any would become one. */
const MOST_CUES = 8;
const MOST_CHARACTERS = 600;

const SENTENCE_END = /[.?!…。？！][\]"'”’»)」』]*$/u;
const ABBREVIATION = /(?:^|\s)(?:mr|mrs|ms|dr|prof|st|vs|etc|sr|sra|jr|no|hr|fr|sig|[a-z])\.$/iu;

/**
 * The sentences of cues, in order. Every character of every cue is in exactly one. Each speaker's line of a dialogue is a sentence of its own.
 *
 * @example
 * sentencesOf([cue("I have never"), cue("been here. Have you?")], "en");
 * // "I have never been here." over cues 0 and 1, "Have you?" in cue 1
 */
export function sentencesOf(cues: readonly FileCue[], language: string): Sentence[] {
  const glue = isUnspacedLanguage(language) ? "" : " ";
  const sentences: Sentence[] = [];
  let text = "";
  let places: { cue: number; length: number }[] = [];
  const close = (): void => {
    if (text !== "") sentences.push({ text, places });
    text = "";
    places = [];
  };
  for (const [at, cue] of cues.entries()) {
    const before = cues[at - 1];
    const isApart =
      before &&
      (cue.start - before.end > PAUSE || (cue.anchor ?? 2) !== (before.anchor ?? 2) || cue.style !== before.style);
    if (isApart || places.length >= MOST_CUES || text.length > MOST_CHARACTERS) close();
    const dialogue = dialogueOf(cue.content.text);
    for (const line of dialogue ?? [cue.content.text.replaceAll("\n", glue)]) {
      if (dialogue) close();
      for (const part of partsOf(line, glue)) {
        text += text === "" ? part : glue + part;
        const last = places.at(-1);
        const length = textLength(part, language);
        if (last?.cue === at) last.length += length;
        else places.push({ cue: at, length });
        if (isEnd(part)) close();
      }
      if (dialogue) close();
    }
  }
  close();
  return sentences;
}

/** A cue's text parted after each end of a sentence. */
function partsOf(line: string, glue: string): string[] {
  if (glue === "")
    return line
      .split(/(?<=[.?!…。？！][\]"'”’»)」』]*)(?![\]"'”’»)」』.?!…。？！])/u)
      .filter((part) => part.trim() !== "");
  const parts: string[] = [];
  for (const word of line.split(/\s+/u).filter(Boolean)) {
    const last = parts.at(-1);
    if (last === undefined || isEnd(last)) parts.push(word);
    else parts[parts.length - 1] = `${last} ${word}`;
  }
  return parts;
}

function isEnd(text: string): boolean {
  return SENTENCE_END.test(text) && !ABBREVIATION.test(text);
}

/**
 * The text of each cue in another language, from the translations of its sentences; null for a cue with a sentence that has none.
 *
 * @param translations of `sentences`, in order; null if one could not be translated
 * @param count how many cues there are
 */
export function layBack(
  sentences: readonly Sentence[],
  translations: readonly (string | null)[],
  { count, target }: { count: number; target: string },
): (string | null)[] {
  const glue = isUnspacedLanguage(target) ? "" : " ";
  const texts: (string | null)[][] = Array.from({ length: count }, () => []);
  for (const [i, { text, places }] of sentences.entries()) {
    const translation = translations[i] ?? null;
    const parts =
      translation === null
        ? places.map(() => null)
        : shareOut(
            translation,
            places.map(({ length }) => length),
            target,
          );
    // A speaker's dash begins a line of its own.
    const isSpeech = /^[-–—‐]\s?\S/u.test(text);
    for (const [k, { cue }] of places.entries()) {
      const part = parts[k] ?? null;
      const own = texts[cue];
      const last = own?.at(-1);
      if (own && isSpeech && typeof last === "string" && part !== null) own[own.length - 1] = `${last}\n${part}`;
      else own?.push(part);
    }
  }
  return texts.map((parts) => (parts.includes(null) ? null : parts.filter((part) => part !== "").join(glue)));
}

/**
 * A text in as many parts as there are shares, of lengths in proportion to them, parted where readers part it. A part is empty only if there are fewer
 * words than parts.
 *
 * @example
 * shareOut("Nunca he estado aquí.", [12, 10], "es"); // ["Nunca he", "estado aquí."]
 */
export function shareOut(text: string, shares: readonly number[], language: string): string[] {
  const glue = isUnspacedLanguage(language) ? "" : " ";
  const pieces = piecesOf(text, language);
  const parts = shares.length;
  if (parts === 1) return [pieces.join(glue)];
  const total = shares.reduce((sum, share) => sum + share, 0) || 1;
  const wanted: number[] = [];
  for (const share of shares) wanted.push((wanted.at(-1) ?? 0) + share / total);
  const before = [0];
  for (const piece of pieces) before.push((before.at(-1) ?? 0) + textLength(piece, language) + glue.length);
  const whole = before.at(-1) || 1;
  const mayBeEmpty = pieces.length < parts;
  // best[k][to]: the cheapest way to have the first `to` pieces in the first k parts.
  let best: { cost: number; cuts: number[] }[] = before.map((_, i) =>
    i === 0 ? { cost: 0, cuts: [] } : { cost: Infinity, cuts: [] },
  );
  for (let part = 1; part <= parts; part++) {
    const next = before.map(() => ({ cost: Infinity, cuts: [] as number[] }));
    for (let to = mayBeEmpty ? 0 : part; to <= pieces.length - (mayBeEmpty ? 0 : parts - part); to++) {
      if (part === parts && to !== pieces.length) continue;
      const off = ((before[to] ?? 0) / whole - (wanted[part - 1] ?? 1)) * parts;
      const parting =
        part === parts || to === 0 || to === pieces.length
          ? 0
          : costOfBreak(pieces[to - 1] ?? "", pieces[to] ?? "", language);
      for (let from = mayBeEmpty ? 0 : part - 1; from <= (mayBeEmpty ? to : to - 1); from++) {
        const way = best[from];
        if (!way || way.cost === Infinity) continue;
        const cost = way.cost + off * off * 60 + parting;
        if (cost < (next[to]?.cost ?? Infinity)) next[to] = { cost, cuts: [...way.cuts, to] };
      }
    }
    best = next;
  }
  const cuts = best[pieces.length]?.cuts ?? [];
  return cuts.map((to, i) =>
    pieces
      .slice(cuts[i - 1] ?? 0, to)
      .join(glue)
      .trim(),
  );
}
