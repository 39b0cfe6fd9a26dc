/**
 * Firefox's translation models, as "translate/en-id". Mozilla's public registry lists the files and digests of each
 * pair and is read at installation. Neither the registry nor a model could be downloaded where this catalogue was
 * written.
 */
import type { CatalogueEntry } from "../catalogue-entry.js";
import { licence } from "./licences.js";

/** Mozilla's list of its models. */
const REGISTRY = "https://storage.googleapis.com/moz-fx-translations-data--303e-prod-translations-data/db/models.json";

const LICENCE = licence(
  "MPL-2.0",
  "https://github.com/mozilla/firefox-translations-models; for newer models see https://github.com/mozilla/translations",
);

/** Languages with models from and into English. */
const LANGUAGES =
  "ar bg bn ca cs da de el es et fa fi fr gu he hi hr hu id is it ja kn ko lt lv ml ms nl nb pl pt ro ru sk sl sq sr sv ta te tr uk vi zh";

function pair(from: string, to: string): CatalogueEntry {
  return {
    name: `translate/${from}-${to}`,
    version: "release",
    task: "translation",
    family: "bergamot",
    languages: [from, to],
    licence: LICENCE,
    goodAt: `translating ${from} into ${to}`,
    // About 17 MB as "tiny", 35 to 60 MB as "base".
    bytes: 40_000_000,
    firefox: { registry: REGISTRY, pair: `${from}-${to}` },
    sources: {},
    files: [],
  };
}

export const FIREFOX: readonly CatalogueEntry[] = LANGUAGES.split(" ").flatMap((language) => [
  pair("en", language),
  pair(language, "en"),
]);
