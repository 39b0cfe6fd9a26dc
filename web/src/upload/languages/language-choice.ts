/** Which languages a job can have, in which order they are offered, and with which a person begins. Pure. */
import type { Wanted } from "../stored-uploads.js";

/** As `GET /api/languages` gives them; "auto" among the sources: the server can tell the language itself. */
export interface Languages {
  sources: readonly string[];
  targets: Readonly<Record<string, readonly string[]>>;
}

export const AUTO = "auto";
/** The server takes no more. */
export const TARGETS_MOST = 20;
/** A list that is longer is shown in part at first. */
const SHORT = 10;
/** Shown first, since many know them. */
const KNOWN = ["en", "id", "es", "fr", "de", "pt", "it", "nl", "ar", "zh", "ja", "ko"];

/** What can be translated into, the page's language first, the others by their names. */
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

/** The sources: detection first, then the page's language, then by their names. */
export function sourcesOf({ sources }: Languages, pageLanguage: string, nameOf: (code: string) => string): string[] {
  const rank = (code: string): number => (code === AUTO ? 0 : code === pageLanguage ? 1 : 2);
  return [...sources].sort((a, b) => rank(a) - rank(b) || nameOf(a).localeCompare(nameOf(b)));
}

/** The part of the targets that is shown before a person asks for all: what is chosen, and what many want. */
export function shortListOf(targets: readonly string[], chosen: readonly string[], pageLanguage: string): string[] {
  if (targets.length <= SHORT) return [...targets];
  const first = new Set([pageLanguage, ...chosen]);
  const known = targets.filter((code) => KNOWN.includes(code) || first.has(code)).slice(0, SHORT);
  return targets.filter((code) => known.includes(code) || first.has(code));
}

/** What remains of a choice with these languages. */
export function fitting(wanted: Wanted, languages: Languages): Wanted {
  const source = languages.sources.includes(wanted.source) ? wanted.source : (languages.sources[0] ?? wanted.source);
  const possible = languages.targets[source] ?? [];
  return { source, targets: wanted.targets.filter((code) => code !== source && possible.includes(code)) };
}

/**
 * With what a person begins: what was chosen last, as far as the server can do it. At first: the language is detected, or else is the page's, or the
 * first; a translation into the page's language if that is another one.
 */
export function firstChoice(languages: Languages, last: Wanted | null, pageLanguage: string): Wanted {
  if (last && languages.sources.includes(last.source)) return fitting(last, languages);
  const { sources } = languages;
  const source = sources.includes(AUTO) ? AUTO : sources.includes(pageLanguage) ? pageLanguage : (sources[0] ?? "en");
  return fitting({ source, targets: source === pageLanguage || source === AUTO ? [] : [pageLanguage] }, languages);
}
