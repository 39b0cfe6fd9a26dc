/** Checks the arguments that people type. */
import { InvalidArgumentError } from "commander";
import { languageCode, nearLanguage } from "./translate/language-codes.js";
import { SisterError, messageOf } from "../errors.js";
import type { LetterStyle } from "../subtitles/letters.js";
import { normsOf } from "../subtitles/norms/profile.js";
import { parseLetters } from "../subtitles/parse-letters.js";
import { readOrder } from "../translation/translators.js";
import { AUTO } from "../speech/language/hears.js";
import { formatIds } from "../pipeline/outputs.js";

/** A language code: "en", "pt-BR". Codes of ISO 639-2 and 639-3 and names become such a code: "eng", "English". */
export function parseLanguage(text: string): string {
  const code = languageCode(text);
  if (code !== undefined) return code;
  const near = nearLanguage(text);
  throw new InvalidArgumentError(
    `"${text}" is not a language code: ${near === undefined ? "write it as en, es or ca." : `did you mean ${near}?`}`,
  );
}

/** The language of the speech: a code, or "auto" for models that can tell it. */
export function parseSource(text: string): string {
  return text.trim().toLowerCase() === AUTO ? AUTO : parseLanguage(text);
}

/** Codes separated by commas. The option may be repeated. */
export function parseLanguages(text: string, before: string[]): string[] {
  return [...before, ...text.split(",").map(parseLanguage)];
}

/** Names of translators separated by commas, the preferred one first. The option may be repeated. */
export function parseTranslators(text: string, before: readonly string[] = []): readonly string[] {
  try {
    return [...new Set([...before, ...readOrder(text, "--translator")])];
  } catch (error) {
    throw error instanceof SisterError ? new InvalidArgumentError(`${error.message}.`) : error;
  }
}

/** A number of ranks. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 100_000)
    throw new InvalidArgumentError(`"${text}" is not a number of ranks: give 1 or more.`);
  return count;
}

/** An audio track: its number, from 1, or its language. */
export function parseTrack(text: string): string {
  const asked = text.trim();
  if (/^[1-9]\d{0,4}$/.test(asked)) return asked;
  if (/^\d/.test(asked) || asked === "")
    throw new InvalidArgumentError(`"${text}" is not an audio track: give its number, from 1, or its language.`);
  return parseLanguage(asked);
}

/** Numbers of cues: "3,7-9". */
export function parseCues(text: string): ReadonlySet<number> {
  const cues = new Set<number>();
  for (const part of text.split(",")) {
    const [, first = "", last = first] = /^\s*([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?\s*$/.exec(part) ?? [];
    if (first === "" || Number(last) < Number(first))
      throw new InvalidArgumentError(`"${part.trim()}" is not a number of a cue: write 3 or 7-9.`);
    for (let cue = Number(first); cue <= Number(last); cue++) cues.add(cue);
  }
  return cues;
}

/** A channel of the sound, from 1. */
export function parseChannel(text: string): number {
  const channel = Number(text);
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new InvalidArgumentError(`"${text}" is not a channel: give its number, from 1.`);
  return channel;
}

/** The look of letters: "fontSize=24,position=top". */
export function parseStyle(text: string): LetterStyle {
  try {
    return parseLetters(text);
  } catch (error) {
    throw new InvalidArgumentError(`${messageOf(error)}.`);
  }
}

/** A profile of norms, with own numbers after it: "netflix,cps=15". */
export function parseProfile(text: string): string {
  try {
    normsOf(text, "en");
  } catch (error) {
    throw new InvalidArgumentError(`${messageOf(error)}.`);
  }
  return text.trim();
}

/** The number of a subtitle track, from 1. */
export function parseSubtitleTrack(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new InvalidArgumentError(`"${text}" is not a subtitle track: give its number, from 1.`);
  return Number(text);
}

/** Ids of subtitle formats separated by commas. The option may be repeated. */
export function parseFormats(text: string, before: string[] = []): string[] {
  const ids = text.split(",").map((id) => id.trim().toLowerCase().replace(/^\./, ""));
  const unknown = ids.find((id) => !formatIds().includes(id));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`there is no format "${unknown}": give ${formatIds().join(", ")}.`);
  return [...new Set([...before, ...ids])];
}

/** Two languages, the upper one first. */
export function parseBilingual(text: string): [string, string] {
  const [first, second, ...more] = text.split(",").map(parseLanguage);
  if (first === undefined || second === undefined || more.length > 0 || first === second)
    throw new InvalidArgumentError(`"${text}" are not two languages: write them as en,id.`);
  return [first, second];
}
