/** The models that `sister models pull` can install. */
import { editDistance } from "../../edit-distance.js";
import type { CatalogueEntry } from "./catalogue-entry.js";
import { FIREFOX } from "./catalogue/firefox.js";
import { FURTHER_TASKS } from "./catalogue/further-tasks.js";
import { MOONSHINE } from "./catalogue/moonshine.js";
import { SILERO } from "./catalogue/silero.js";
import { SPEECH } from "./catalogue/speech.js";

/** All entries, in the order in which `sister models list --available` prints them. */
export const CATALOGUE: readonly CatalogueEntry[] = [...MOONSHINE, SILERO, ...SPEECH, ...FURTHER_TASKS, ...FIREFOX];

/** The default engine, and the voice detector: a new machine gets both. */
export const DEFAULT_MODEL = "moonshine-base-en";
export const DEFAULT_MODELS = [DEFAULT_MODEL, "silero-vad"] as const;

/** The entry with a name. Null if there is none. */
export function findEntry(name: string): CatalogueEntry | null {
  return CATALOGUE.find((entry) => entry.name === name) ?? null;
}

/** At most three names that are similar to `name`, the most similar first. */
export function nearNames(name: string, names: readonly string[] = CATALOGUE.map((entry) => entry.name)): string[] {
  const asked = name.toLowerCase();
  const scored = names.map((one) => {
    const contains = one.includes(asked) || (asked.length > 3 && asked.includes(one));
    return { one, distance: contains ? 1 : editDistance(asked, one) };
  });
  return scored
    .filter(({ one, distance }) => distance <= Math.max(2, Math.floor(one.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ one }) => one);
}
