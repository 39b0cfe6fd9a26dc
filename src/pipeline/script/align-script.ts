/** Aligns the text of a talk with its recognized words, so that the text's words get their times. Pure. */
import type { TimedWord } from "../../subtitles/cue.js";
import { joinWords } from "../../subtitles/text/display-text.js";
import { likenessOfLetters, matchWords } from "./match-words.js";
import { keysOf, scriptWords, type ScriptWord } from "./script-words.js";

/** A passage of the script that was not said. */
export interface Unsaid {
  text: string;
  words: number;
  /** Line of the script on which it begins, from 1. */
  line: number;
  /** The place where it would have been: the end of the words before it, in seconds. */
  near: number;
}

/** A passage that was said but is not in the script. It stays in the words as it was recognized. */
export interface Unscripted {
  text: string;
  start: number;
  end: number;
}

/** Words `first` to `last` with guessed times, and the stretch of sound in which they were said, in seconds. */
export interface Guessed {
  first: number;
  last: number;
  start: number;
  end: number;
}

export interface AlignedScript {
  /** In order of time. */
  words: TimedWord[];
  unsaid: Unsaid[];
  unscripted: Unscripted[];
  guessed: Guessed[];
  /** The share of the script's words that were recognized in their place, 0 to 1. */
  matched: number;
}

export interface AlignScriptOptions {
  /** Language of the speech, BCP 47. */
  language: string;
  /** Stretches whose recognition failed: the words that the script has there were probably said. */
  failed?: readonly { start: number; end: number }[];
}

/** A script with a smaller share of matched words is not the text of this talk, and must not be used. */
export const LEAST_MATCHED = 0.25;

/** Up to this many script words that the engine left out count as said: an engine sometimes leaves out words. */
const FEW_WORDS = 3;
/** Letters per second: nobody speaks faster than the first, and people commonly speak at the second. */
const FASTEST = 28;
const COMMON = 13;
/**
 * If script and recognition differ, either the engine made an error or something else was said. It is an error if one
 * side has at most `times` as many words as the other plus `more`, and if their letters have this likeness; runs of up
 * to `short` words need no likeness.
 */
const SAME_SPEECH = { times: 1.5, more: 3, short: 4, likeness: 0.4 };
/** The confidence of words that the engine recognized differently. */
const GUESSED_CONFIDENCE = 0.5;

/**
 * Aligns a script with recognized words. Script words take the times of the words that they match. If the two differ,
 * the script words share the time of the recognized words in that place (`estimated`, `guessed`). A passage without any
 * time was not said and is left out. Speech that is not in the script stays as it was recognized; up to three words
 * between script words count as an error of the engine.
 *
 * @param heard in order of time
 * @example
 * const { words, unsaid } = alignScript("Dear friends, welcome.", heard, { language: "en" });
 */
export function alignScript(
  script: string,
  heard: readonly TimedWord[],
  { language, failed = [] }: AlignScriptOptions,
): AlignedScript {
  const written = scriptWords(script, language);
  const times = matchedTimes(written, heard, language);
  const timeline = new ScriptTimeline(written, heard, language, failed);
  const matched = timeline.lay(times);
  const spoken = written.filter(({ keys }) => keys.length > 0).length;
  return { ...timeline.done(), matched: spoken === 0 ? 0 : matched / spoken };
}

/** A script word that was recognized: its time, and the recognized words that it matches. */
interface Match {
  start: number;
  end: number;
  firstHeard: number;
  lastHeard: number;
  estimated: boolean;
}

/** A plain word, and the word that it is part of. */
interface Key {
  key: string;
  word: number;
  /** Its part of the word, 0 to 1. */
  from: number;
  to: number;
}

function flatKeys(keys: readonly (readonly string[])[]): Key[] {
  return keys.flatMap((own, word) => {
    const letters = own.reduce((sum, key) => sum + key.length, 0);
    let at = 0;
    return own.map((key) => {
      const from = at / letters;
      at += key.length;
      return { key, word, from, to: at / letters };
    });
  });
}

/** The match of each script word; null if the engine recognized something else, or nothing. */
function matchedTimes(written: readonly ScriptWord[], heard: readonly TimedWord[], language: string): (Match | null)[] {
  const own = flatKeys(written.map(({ keys }) => keys));
  const other = flatKeys(
    keysOf(
      heard.map(({ text }) => text),
      language,
    ),
  );
  const matches = written.map((): Match | null => null);
  const counts = written.map(() => 0);
  const pairs = matchWords(
    own.map(({ key }) => key),
    other.map(({ key }) => key),
  );
  for (const [i, j] of pairs) {
    const { word } = own[i] as Key;
    const part = other[j] as Key;
    const whole = heard[part.word] as TimedWord;
    const length = whole.end - whole.start;
    const match = (matches[word] ??= {
      start: whole.start + part.from * length,
      end: whole.end,
      firstHeard: part.word,
      lastHeard: part.word,
      estimated: false,
    });
    match.end = whole.start + part.to * length;
    match.lastHeard = part.word;
    match.estimated ||= whole.estimated === true;
    counts[word] = (counts[word] ?? 0) + 1;
  }
  // "$1,900" does not match if only "dollars" was recognized: it gets a place between its neighbours.
  return matches.map((match, word) => (2 * (counts[word] ?? 0) >= (written[word]?.keys.length ?? 0) ? match : null));
}

/** A gap between two matches: the script word behind it, and its time in seconds. */
interface Gap {
  next: ScriptWord | undefined;
  from: number;
  until: number;
}

/** Goes through script and recognized words from match to match. */
class ScriptTimeline {
  readonly #written: readonly ScriptWord[];
  readonly #heard: readonly TimedWord[];
  readonly #language: string;
  readonly #failed: readonly { start: number; end: number }[];
  readonly #words: TimedWord[] = [];
  readonly #unsaid: Unsaid[] = [];
  readonly #unscripted: Unscripted[] = [];
  readonly #guessed: Guessed[] = [];
  /** Whether the next word begins a paragraph, although it does not in the script. */
  #break = false;

  constructor(
    written: readonly ScriptWord[],
    heard: readonly TimedWord[],
    language: string,
    failed: readonly { start: number; end: number }[],
  ) {
    this.#written = written;
    this.#heard = heard;
    this.#language = language;
    this.#failed = failed;
  }

  /** Returns the number of script words that matched. */
  lay(matches: readonly (Match | null)[]): number {
    let matched = 0;
    let scriptFrom = 0;
    let heardFrom = 0;
    for (const [i, match] of matches.entries()) {
      if (!match) continue;
      matched += 1;
      this.#gap(scriptFrom, i, heardFrom, match.firstHeard, match.start);
      this.#push(this.#written[i] as ScriptWord, match.start, match.end, match.estimated, 1);
      scriptFrom = i + 1;
      heardFrom = Math.max(heardFrom, match.lastHeard + 1);
    }
    this.#gap(scriptFrom, matches.length, heardFrom, this.#heard.length, Number.POSITIVE_INFINITY);
    return matched;
  }

  done(): Omit<AlignedScript, "matched"> {
    return { words: this.#words, unsaid: this.#unsaid, unscripted: this.#unscripted, guessed: this.#guessed };
  }

  /** The words between two matches: of the script, recognized ones, or both. */
  #gap(scriptFrom: number, scriptTo: number, heardFrom: number, heardTo: number, until: number): void {
    const script = this.#written.slice(scriptFrom, scriptTo);
    const heard = this.#heard.slice(heardFrom, Math.max(heardFrom, heardTo));
    const spoken = script.filter(({ keys }) => keys.length > 0).length;
    const from = this.#words.at(-1)?.end ?? 0;
    const failed = this.#failed.filter(({ start, end }) => end > from && start < until);
    if (spoken === 0) {
      if (heard.length > FEW_WORDS) this.#keep(heard);
      for (const word of script) this.#push(word, from, from, true, 1);
      return;
    }
    const heardEnd = heard.at(-1)?.end ?? from;
    const failedEnd = failed.at(-1)?.end ?? from;
    const letters = lettersOf(script);
    const isBesideMatch = scriptFrom > 0 || scriptTo < this.#written.length;
    if (
      isBesideMatch &&
      heard.length > 0 &&
      isSameSpeech(
        script.flatMap(({ keys }) => keys),
        this.#keysOf(heard),
      ) &&
      letters <= FASTEST * (Math.min(until, heardEnd) - from)
    ) {
      this.#guess(script, heard[0]?.start ?? from, heardEnd);
    } else if (failed.length > 0 && letters <= FASTEST * (Math.min(until, failedEnd) - from)) {
      if (heard.length > FEW_WORDS) this.#keep(heard);
      this.#guess(script, Math.max(from, failed[0]?.start ?? from), Math.min(until, failedEnd));
    } else if (heard.length === 0 && spoken <= FEW_WORDS) {
      this.#guessFew(script, { next: this.#written[scriptTo], from, until });
    } else {
      this.#leaveOutUnsaid(script, heard, { next: this.#written[scriptTo], from, until });
    }
  }

  #keysOf(heard: readonly TimedWord[]): string[] {
    return keysOf(
      heard.map(({ text }) => text),
      this.#language,
    ).flat();
  }

  /**
   * A passage that was not said, between words that were. A few words of it that are in the same paragraph as its
   * neighbours count as said.
   */
  #leaveOutUnsaid(script: readonly ScriptWord[], heard: readonly TimedWord[], { next, from, until }: Gap): void {
    const begin = script.findIndex(({ breakBefore }) => breakBefore);
    const ending = script.findLastIndex(({ breakBefore }) => breakBefore);
    const spoken = (words: readonly ScriptWord[]): number => words.filter(({ keys }) => keys.length > 0).length;
    const head = this.#words.length > 0 && begin > 0 && spoken(script.slice(0, begin)) <= FEW_WORDS ? begin : 0;
    const tailAt = next?.breakBefore === false && ending >= head ? ending : script.length;
    const tail = spoken(script.slice(tailAt)) <= FEW_WORDS ? tailAt : script.length;
    if (head > 0) this.#guess(script.slice(0, head), from, Math.min(until, from + secondsOf(script.slice(0, head))));
    this.#leaveOut(script.slice(head, tail), this.#words.at(-1)?.end ?? 0);
    this.#keep(heard);
    if (tail < script.length) {
      const seconds = secondsOf(script.slice(tail));
      this.#guess(script.slice(tail), Math.max(this.#words.at(-1)?.end ?? 0, until - seconds), until);
    }
  }

  /**
   * A few words that the engine did not recognize. They were said if they belong to a paragraph with other words; a
   * whole paragraph was not.
   */
  #guessFew(script: readonly ScriptWord[], { next, from, until }: Gap): void {
    const seconds = secondsOf(script);
    if (this.#words.length > 0 && script[0]?.breakBefore === false)
      this.#guess(script, from, Math.min(until, from + seconds));
    else if (next?.breakBefore === false) this.#guess(script, Math.max(from, until - seconds), until);
    else this.#leaveOut(script, from);
  }

  #push(word: ScriptWord, start: number, end: number, estimated: boolean, confidence: number): void {
    const begin = Math.max(start, this.#words.at(-1)?.start ?? 0);
    this.#words.push({
      text: word.text,
      start: begin,
      end: Math.max(begin, end),
      confidence,
      ...(estimated ? { estimated: true } : {}),
      ...(word.breakBefore || this.#break ? { breakBefore: true } : {}),
    });
    this.#break = false;
  }

  /** Spreads script words over a stretch in proportion to their letters. */
  #guess(script: readonly ScriptWord[], start: number, end: number): void {
    const first = this.#words.length;
    const weights = script.map(({ keys }) => (keys.length === 0 ? 0 : keys.join("").length + 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let at = 0;
    for (const [i, word] of script.entries()) {
      const from = start + ((end - start) * at) / total;
      at += weights[i] ?? 0;
      this.#push(word, from, start + ((end - start) * at) / total, true, GUESSED_CONFIDENCE);
    }
    this.#guessed.push({ first, last: this.#words.length - 1, start, end });
  }

  #leaveOut(script: readonly ScriptWord[], near: number): void {
    const [first] = script;
    if (!first) return;
    const text = joinWords(
      script.map((word) => word.text),
      this.#language,
    );
    this.#unsaid.push({ text, words: script.filter(({ keys }) => keys.length > 0).length, line: first.line, near });
    this.#break ||= script.some(({ breakBefore }) => breakBefore);
  }

  /** Keeps speech that is not in the script as it was recognized. */
  #keep(heard: readonly TimedWord[]): void {
    const [first] = heard;
    if (!first) return;
    // It is a paragraph of its own.
    this.#words.push({ ...first, breakBefore: true }, ...heard.slice(1).map((word) => ({ ...word })));
    this.#break = true;
    const text = joinWords(
      heard.map((word) => word.text),
      this.#language,
    );
    this.#unscripted.push({ text, start: first.start, end: heard.at(-1)?.end ?? first.end });
  }
}

function lettersOf(script: readonly ScriptWord[]): number {
  return script.reduce((sum, { keys }) => sum + keys.join("").length, 0);
}

/** The seconds that people take to say these words. */
function secondsOf(script: readonly ScriptWord[]): number {
  return lettersOf(script) / COMMON;
}

/** Whether the recognized words may be the script's words with errors. */
function isSameSpeech(script: readonly string[], heard: readonly string[]): boolean {
  const { times, more, short, likeness } = SAME_SPEECH;
  if (script.length > times * heard.length + more || heard.length > times * script.length + more) return false;
  if (Math.max(script.length, heard.length) <= short) return true;
  return likenessOfLetters(script.join(""), heard.join("")) >= likeness;
}
