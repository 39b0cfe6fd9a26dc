/** The languages that a job can have, their order, and the first choice. Pure. */
import type { Wanted } from "../wanted.js";

/** As `GET /api/languages` gives them; "auto" among the sources means that the server can detect the language. */
export interface Languages {
  sources: readonly string[];
  targets: Readonly<Record<string, readonly string[]>>;
}

export const AUTO = "auto";
/** The most targets that the server accepts. */
export const TARGETS_MOST = 20;
/** Of a longer list, only a part is shown at first. */
const SHORT = 10;
/** Shown first, since many people know them. */
const KNOWN = ["en", "id", "es", "fr", "de", "pt", "it", "nl", "ar", "zh", "ja", "ko"];

/** The possible targets: the page's language first, then by name. */
export function targetsOf(
  { targets }: Languages,
  source: string,
  pageLanguage: string,
  nameOf: (code: string) => string,
): string[] {
  return [...(targets[source] ?? [])]
    .filter((code) => code !== source)
    .sort((a, b) => Number(b === pageLanguage) - Number(a === pageLanguage) || nameOf(a).localeCompare(nameOf(b)));
}

/** The sources: detection first, then the page's language, then by name. */
export function sourcesOf({ sources }: Languages, pageLanguage: string, nameOf: (code: string) => string): string[] {
  const rank = (code: string): number => (code === AUTO ? 0 : code === pageLanguage ? 1 : 2);
  return [...sources].sort((a, b) => rank(a) - rank(b) || nameOf(a).localeCompare(nameOf(b)));
}

/** The targets that are shown before a person opens the whole list: chosen and well-known ones. */
export function shortListOf(targets: readonly string[], chosen: readonly string[], pageLanguage: string): string[] {
  if (targets.length <= SHORT) return [...targets];
  const first = new Set([pageLanguage, ...chosen, ...KNOWN]);
  return targets.filter((code) => first.has(code));
}

/** The part of a choice that these languages allow. */
export function fitting(wanted: Wanted, languages: Languages): Wanted {
  const source = languages.sources.includes(wanted.source) ? wanted.source : (languages.sources[0] ?? wanted.source);
  const possible = languages.targets[source] ?? [];
  return { ...wanted, source, targets: wanted.targets.filter((code) => code !== source && possible.includes(code)) };
}

/**
 * The first choice: the last one, as far as the server supports it. Without a last one, the language is detected, or it
 * is the page's, or the first; and the target is the page's language if that is another one.
 */
export function firstChoice(languages: Languages, last: Wanted | null, pageLanguage: string): Wanted {
  if (last && languages.sources.includes(last.source)) return fitting(last, languages);
  const { sources } = languages;
  const source = sources.includes(AUTO) ? AUTO : sources.includes(pageLanguage) ? pageLanguage : (sources[0] ?? "en");
  return fitting({ source, targets: source === pageLanguage || source === AUTO ? [] : [pageLanguage] }, languages);
}
