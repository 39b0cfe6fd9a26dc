/** The codes by which DeepL names languages. Pure. */
import type { SourceLanguageCode, TargetLanguageCode } from "deepl-node";

/**
 * Languages that DeepL translates from and into, BCP 47: those for which `deepl-node` 1.28 knows glossaries. DeepL tries further languages with some
 * accounts; they are not offered.
 */
export const DEEPL_LANGUAGES =
  "en id es fr de pt it nl ar bg cs da el et fi he hu ja ko lt lv nb pl ro ru sk sl sv tr uk vi zh".split(" ");

/** A source has no region: "en" for "en-GB". */
export function sourceCode(language: string): SourceLanguageCode {
  return baseOf(language) as SourceLanguageCode;
}

/**
 * A target has a region or a script if its language has several.
 *
 * @example
 * targetCode("en"); // "en-US"
 * targetCode("zh-TW"); // "zh-HANT"
 */
export function targetCode(language: string): TargetLanguageCode {
  const base = baseOf(language);
  if (base === "en") return /-(?:GB|AU|NZ|IE|ZA|IN)\b/iu.test(language) ? "en-GB" : "en-US";
  if (base === "pt") return /-BR\b/iu.test(language) ? "pt-BR" : "pt-PT";
  if (base === "zh") return /-(?:TW|HK|MO|Hant)\b/iu.test(language) ? "zh-HANT" : "zh-HANS";
  if (base === "es" && /-419\b/u.test(language)) return "es-419";
  return base as TargetLanguageCode;
}

function baseOf(language: string): string {
  return language.toLowerCase().split(/[-_]/u)[0] ?? language;
}
