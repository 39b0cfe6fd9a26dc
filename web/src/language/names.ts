/** Names of translators and norms in the page's language. */
import type { Texts } from "./texts.js";

const has = <T extends object>(names: T, name: string): name is keyof T & string => Object.hasOwn(names, name);

/** "deepl" as "DeepL"; the name itself if this page does not know it. */
export const translatorName = ({ jobOptions }: Texts, name: string): string =>
  has(jobOptions.translators, name) ? jobOptions.translators[name] : name;

/** "bbc,cps=15" as "BBC, with cps=15". */
export function profileName({ jobOptions }: Texts, profile: string): string {
  const [name = "", ...numbers] = profile.split(",").map((part) => part.trim());
  const known = has(jobOptions.profiles, name) ? jobOptions.profiles[name] : name;
  return numbers.length === 0 ? known : jobOptions.ownNumbers(known, numbers.join(", "));
}
