/**
 * Guesses the language of a text by its script and its most frequent words. For models that write several languages
 * without reporting which. Pure. One or two sentences are enough for most languages; similar languages need more.
 */
import { FREQUENT_WORDS } from "./frequent-words.js";
import type { LanguageGuess } from "./vote.js";

/** Scripts that determine the language, or leave only a few. */
const SCRIPTS: readonly { of: RegExp; languages: readonly string[] }[] = [
  { of: /\p{Script=Hangul}/u, languages: ["ko"] },
  { of: /[\p{Script=Hiragana}\p{Script=Katakana}]/u, languages: ["ja"] },
  { of: /\p{Script=Han}/u, languages: ["zh", "ja"] },
  { of: /\p{Script=Greek}/u, languages: ["el"] },
  { of: /\p{Script=Thai}/u, languages: ["th"] },
  { of: /\p{Script=Hebrew}/u, languages: ["he"] },
  { of: /\p{Script=Arabic}/u, languages: ["ar"] },
  { of: /\p{Script=Cyrillic}/u, languages: ["be", "bg", "ru", "uk"] },
];

/** Letters and endings that only some languages of a script have. Each counts as much as a word. */
const MARKS: readonly { of: RegExp; languages: readonly string[] }[] = [
  { of: /і/gu, languages: ["be", "uk"] },
  { of: /[їєґ]/gu, languages: ["uk"] },
  { of: /ў/gu, languages: ["be"] },
  { of: /[ыэё]/gu, languages: ["be", "ru"] },
  { of: /[ищ]/gu, languages: ["bg", "ru", "uk"] },
  { of: /(?<=\p{L})ъ(?=[бвгджзйклмнпрстфхцчшщ])|(?:ът|ят|ите)(?!\p{L})/gu, languages: ["bg"] },
  { of: /(?:ый|ий|ого|его|ых|их|ать|ить|ться)(?!\p{L})/gu, languages: ["ru"] },
  { of: /[łśźńż]/gu, languages: ["pl"] },
  { of: /[ąę]/gu, languages: ["lt", "pl"] },
  { of: /ć/gu, languages: ["hr", "pl"] },
  { of: /đ/gu, languages: ["hr", "vi"] },
  { of: /ije|(?:nje|iti|om|oj)(?!\p{L})/gu, languages: ["hr"] },
  { of: /(?:ega|emu|imi|ji|ci|oče|ev)(?!\p{L})/gu, languages: ["sl"] },
  { of: /[ěřů]/gu, languages: ["cs"] },
  { of: /[ľĺŕ]|(?:iť|ať|ie)(?!\p{L})/gu, languages: ["sk"] },
  { of: /ý/gu, languages: ["cs", "sk"] },
  { of: /[čšž]/gu, languages: ["cs", "hr", "lt", "lv", "sk", "sl"] },
  { of: /[őű]/gu, languages: ["hu"] },
  { of: /[țşșţăâ]/gu, languages: ["ro"] },
  { of: /ã/gu, languages: ["pt"] },
  { of: /õ/gu, languages: ["et", "pt"] },
  { of: /[ñ¿¡]/gu, languages: ["es"] },
  { of: /ß/gu, languages: ["de"] },
  { of: /[èù]/gu, languages: ["fr", "it"] },
  { of: /[êœû]/gu, languages: ["fr"] },
  { of: /å/gu, languages: ["da", "sv"] },
  { of: /[æø]/gu, languages: ["da"] },
  { of: /ä/gu, languages: ["de", "et", "fi", "sv"] },
  { of: /ö/gu, languages: ["de", "et", "fi", "hu", "sv"] },
  { of: /ü/gu, languages: ["de", "et", "hu"] },
  { of: /(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|inen|isen|vat|vät|een|ään)(?!\p{L})|[yö]ö|yy/gu, languages: ["fi"] },
  { of: /(?:tud|nud|sse|ga|takse|vad|mise|mine)(?!\p{L})/gu, languages: ["et"] },
  { of: /[āēīģķļņ]/gu, languages: ["lv"] },
  { of: /ū/gu, languages: ["lt", "lv"] },
  { of: /[ėįų]/gu, languages: ["lt"] },
  { of: /[ħġċ]/gu, languages: ["mt"] },
  { of: /[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/gu, languages: ["vi"] },
];

const WORDS = new Map<string, Set<string>>(
  Object.entries(FREQUENT_WORDS).map(([language, words]) => [language, new Set(words.split(" "))]),
);

/** Languages that can be recognized in a text, by words or by script. */
const TELLABLE = new Set([...WORDS.keys(), ...SCRIPTS.flatMap(({ languages }) => languages)]);

/** Whether texts in these languages can be distinguished. */
export function canGuess(languages: readonly string[]): boolean {
  return languages.length > 1 && languages.every((language) => TELLABLE.has(language));
}

/** Fewer words prove nothing, unless the script does. */
const LEAST_WORDS = 3;

/**
 * The most likely of the languages. Null for a text without evidence.
 *
 * @param languages the possible languages, BCP 47
 * @example
 * guessLanguage("das ist nicht von hier und auch nicht für uns", ["de", "en"]); // { code: "de", confidence: 1 }
 */
export function guessLanguage(text: string, languages: readonly string[]): LanguageGuess | null {
  const letters = text.toLowerCase().normalize("NFC");
  const candidates = ofScript(letters, languages);
  if (candidates.length === 0) return null;
  if (candidates.length === 1) return { code: candidates[0] ?? "", confidence: 1 };
  const words = letters.match(/\p{L}+(?:['’]\p{L}+)*/gu) ?? [];
  if (words.length < LEAST_WORDS) return null;
  const scores = new Map(candidates.map((language) => [language, 0]));
  const vote = (for_: readonly string[], weight: number): void => {
    for (const language of for_) scores.set(language, (scores.get(language) ?? 0) + weight / for_.length);
  };
  for (const word of words) {
    const plain = word.replace("’", "'");
    vote(
      candidates.filter((language) => WORDS.get(language)?.has(plain)),
      1,
    );
  }
  for (const { of, languages: have } of MARKS) {
    const found = letters.match(of)?.length ?? 0;
    if (found > 0)
      vote(
        candidates.filter((language) => have.includes(language)),
        found,
      );
  }
  return best(scores);
}

/** The candidates that are written in the script of most letters of the text. */
function ofScript(text: string, languages: readonly string[]): string[] {
  const all = text.match(/\p{L}/gu) ?? [];
  if (all.length === 0) return [];
  // A single kana makes a text of Chinese characters Japanese.
  if (languages.includes("ja") && /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return ["ja"];
  for (const { of, languages: have } of SCRIPTS) {
    if (all.filter((letter) => of.test(letter)).length > all.length / 2) {
      const among = languages.filter((language) => have.includes(language));
      return among.includes("zh") ? ["zh"] : among;
    }
  }
  const other = new Set(SCRIPTS.flatMap(({ languages: have }) => have));
  return languages.filter((language) => !other.has(language));
}

/** The confidence is the share of the votes that the best has over the second: 1 with all votes, 0.5 in a tie. */
function best(scores: ReadonlyMap<string, number>): LanguageGuess | null {
  const [first, second] = [...scores].sort(([, a], [, b]) => b - a);
  if (!first || first[1] === 0) return null;
  return { code: first[0], confidence: first[1] / (first[1] + (second?.[1] ?? 0)) };
}
