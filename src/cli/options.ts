/** Arguments that people type, checked. */
import { InvalidArgumentError } from "commander";
import { languageCode, nearLanguage } from "./translate/language-codes.js";
import { AUTO } from "../speech/language/hears.js";

/** A language code as Sister uses them: "en", "pt-BR". Codes of ISO 639-2 and 639-3 and names are taken too: "eng", "English". */
export function parseLanguage(text: string): string {
  const code = languageCode(text);
  if (code !== undefined) return code;
  const near = nearLanguage(text);
  throw new InvalidArgumentError(
    `"${text}" is no language code: ${near === undefined ? "write one as en, es or ca." : `did you mean ${near}?`}`,
  );
}

/** The language of the speech: a code, or "auto" for models that can tell it. */
export function parseSource(text: string): string {
  return text.trim().toLowerCase() === AUTO ? AUTO : parseLanguage(text);
}

/** Codes separated by commas; the option may also be repeated. */
export function parseLanguages(text: string, before: string[]): string[] {
  return [...before, ...text.split(",").map(parseLanguage)];
}

/** A number of ranks. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 100_000)
    throw new InvalidArgumentError(`"${text}" is no number of ranks: give 1 or more.`);
  return count;
}

/** An audio track: its number among them, from 1, or its language. */
export function parseTrack(text: string): string {
  const asked = text.trim();
  if (/^[1-9]\d{0,4}$/.test(asked)) return asked;
  if (/^\d/.test(asked) || asked === "")
    throw new InvalidArgumentError(`"${text}" is no audio track: give its number, from 1, or its language.`);
  return parseLanguage(asked);
}

/** A channel of the sound, from 1. */
export function parseChannel(text: string): number {
  const channel = Number(text);
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError(`"${text}" is no channel: give its number, from 1.`);
  return channel;
}
