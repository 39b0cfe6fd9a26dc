/** Whether a model hears a language; and what is said if it does not, or cannot tell which is spoken. */
import { SisterError } from "../../errors.js";

/** What is asked for where the model shall tell the language itself. */
export const AUTO = "auto";
/** BCP 47: the language could not be determined. Any model may be asked for it: there is nothing to recognize. */
export const UNDETERMINED = "und";

/** Codes for the same language. */
const SAME: Readonly<Record<string, string>> = { nb: "no", nn: "no", cmn: "zh", fil: "tl", iw: "he", in: "id" };

function plain(language: string): string {
  const code = language.toLowerCase().split(/[-_]/)[0] ?? "";
  return SAME[code] ?? code;
}

/**
 * Whether a model of these languages hears this one, whatever its region. "*" is any.
 *
 * @example
 * hears(["en", "de"], "de-AT"); // true
 */
export function hears(languages: readonly string[], language: string): boolean {
  return languages.some((one) => one === "*" || plain(one) === plain(language));
}

/** The model's own code for a language: "no" for "nb-NO" if it has that. The language without its region for models of any language; "auto" if it is not known. */
export function codeIn(languages: readonly string[], language: string): string {
  if (language === AUTO || language === UNDETERMINED) return AUTO;
  return languages.find((one) => one !== "*" && plain(one) === plain(language)) ?? plain(language);
}

/** What of a model decides whether a language may be asked of it. */
export interface Hearing {
  name: string;
  languages: readonly string[];
  detectsLanguage?: boolean;
}

/**
 * Throws a SisterError (exit code 2) that names the model's languages if it does not hear this one, or if the language is "auto" and it cannot
 * tell which is spoken.
 */
export function requireLanguage({ name: model, languages, detectsLanguage }: Hearing, language: string): void {
  if (language === AUTO) {
    if (detectsLanguage) return;
    throw cannotDetect(model);
  }
  if (language === UNDETERMINED || hears(languages, language)) return;
  const heard = languages.length > 12 ? `${languages.slice(0, 12).join(", ")}, …` : languages.join(", ");
  throw new SisterError(
    `the speech model ${model} hears ${heard}, not ${language}: give a model that hears it with --model (sister models list)`,
    { exitCode: 2 },
  );
}

/**
 * With which language to open a model that will get pieces of several: families that take it only then, as SenseVoice, would hear all of them
 * as this one.
 */
export function languageForAll({ languages, detectsLanguage }: Pick<Hearing, "languages" | "detectsLanguage">): string {
  if (detectsLanguage) return AUTO;
  return hears(languages, "en") ? "en" : (languages[0] ?? "en");
}

/** The error for "auto" with a model that cannot tell which language is spoken. */
export function cannotDetect(model: string): SisterError {
  return new SisterError(
    `the speech model ${model} cannot tell which language is spoken: name it (--from en), or give a model that can: whisper (other than .en), SenseVoice, parakeet v3`,
    { exitCode: 2 },
  );
}
