/** Whether a model recognizes a language, and the errors for models that do not, or that cannot detect the language. */
import { SisterError } from "../../errors.js";

/** The requested language if the model must detect it. */
export const AUTO = "auto";
/** BCP 47: the language could not be determined. Any model may be used, because there is nothing to recognize. */
export const UNDETERMINED = "und";

/** Different codes for the same language. */
const SAME: Readonly<Record<string, string>> = { nb: "no", nn: "no", cmn: "zh", fil: "tl", iw: "he", in: "id" };

function plain(language: string): string {
  const code = language.toLowerCase().split(/[-_]/)[0] ?? "";
  return SAME[code] ?? code;
}

/**
 * Whether a model with these languages recognizes this one, ignoring regions. "*" stands for any language.
 *
 * @example
 * hears(["en", "de"], "de-AT"); // true
 */
export function hears(languages: readonly string[], language: string): boolean {
  return languages.some((one) => one === "*" || plain(one) === plain(language));
}

/**
 * The model's own code for a language: "no" for "nb-NO" if the model has that. For models of any language, the language
 * without its region; "auto" if the language is unknown.
 */
export function codeIn(languages: readonly string[], language: string): string {
  if (language === AUTO || language === UNDETERMINED) return AUTO;
  return languages.find((one) => one !== "*" && plain(one) === plain(language)) ?? plain(language);
}

/** The properties of a model that decide which languages it can be used for. */
export interface Hearing {
  name: string;
  languages: readonly string[];
  detectsLanguage?: boolean;
}

/**
 * Throws a SisterError (exit code 2) that names the model's languages if it does not recognize this one, or if the
 * language is "auto" and the model cannot detect it.
 */
export function requireLanguage({ name: model, languages, detectsLanguage }: Hearing, language: string): void {
  if (language === AUTO) {
    if (detectsLanguage) return;
    throw cannotDetect(model);
  }
  if (language === UNDETERMINED || hears(languages, language)) return;
  const heard = languages.length > 12 ? `${languages.slice(0, 12).join(", ")}, …` : languages.join(", ");
  throw new SisterError(
    `the speech model ${model} recognizes ${heard}, not ${language}: choose a model for it with --model (sister models list)`,
    { exitCode: 2 },
  );
}

/**
 * The language with which to open a model for pieces of several languages. Families that take the language only when
 * opened, such as SenseVoice, would otherwise treat all pieces as that language.
 */
export function languageForAll({ languages, detectsLanguage }: Pick<Hearing, "languages" | "detectsLanguage">): string {
  if (detectsLanguage) return AUTO;
  return hears(languages, "en") ? "en" : (languages[0] ?? "en");
}

/** The error for "auto" with a model that cannot detect the spoken language. */
export function cannotDetect(model: string): SisterError {
  return new SisterError(
    `the speech model ${model} cannot detect the spoken language: name it (--from en), or choose a model that can: whisper (other than .en), SenseVoice, parakeet v3`,
    { exitCode: 2 },
  );
}
