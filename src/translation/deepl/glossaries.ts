/**
 * DeepL's own glossaries. They stand in the account and are found again by their names, so that several jobs, and
 * several servers with one account, share them.
 */
import type { DeepLClient, GlossaryInfo } from "deepl-node";
import { digestOfTerms, type Term } from "../glossary/glossary.js";
import { ServiceRefusal } from "../services/service-client.js";
import type { TranslationRoute } from "../translator.js";
import { sourceCode } from "./languages.js";

/** One request to DeepL, with the patience of all services. */
export type AskDeepL = <T>(request: (client: DeepLClient) => Promise<T>) => Promise<T>;

/** Only glossaries with such a name are removed. */
const PREFIX = "sister ";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export class DeepLGlossaries {
  /** Ids by name; null for one that DeepL did not make. */
  readonly #known = new Map<string, Promise<string | null>>();

  /**
   * The id of the glossary with exactly these terms. It is made if the account has none. Null if DeepL refuses to make
   * one: because the account may have no more, or because of the languages.
   *
   * @throws SisterError if DeepL cannot be reached
   */
  find(terms: readonly Term[], route: TranslationRoute, ask: AskDeepL): Promise<string | null> {
    const name = nameOf(terms, route);
    const known = this.#known.get(name);
    if (known) return known;
    const finding = findOrMake(name, terms, route, ask);
    this.#known.set(name, finding);
    // A failure, or a cancelled job, says nothing about the next one.
    finding.catch(() => this.#known.delete(name));
    return finding;
  }

  /** Looks again the next time: another process, or a person, has removed the glossary. */
  forget(terms: readonly Term[], route: TranslationRoute): void {
    this.#known.delete(nameOf(terms, route));
  }
}

async function findOrMake(
  name: string,
  terms: readonly Term[],
  route: TranslationRoute,
  ask: AskDeepL,
): Promise<string | null> {
  const { GlossaryEntries } = await import("deepl-node");
  const entries = new GlossaryEntries({
    entries: Object.fromEntries(terms.map(({ source, target }) => [source, target])),
  });
  try {
    const listed = await ask((client) => client.listGlossaries());
    const own = listed.find((one) => one.name === name && one.ready);
    if (own) return own.glossaryId;
    const make = () =>
      ask((client) => client.createGlossary(name, sourceCode(route.source), sourceCode(route.target), entries));
    const made = await make().catch(async (error: unknown) => {
      // An account may have few glossaries, a free one only one.
      if (!(error instanceof ServiceRefusal) || (await removeOlder(listed, HOUR_MS, ask)) === 0) throw error;
      return make();
    });
    await removeOlder(listed, DAY_MS, ask).catch(() => 0);
    return made.ready ? made.glossaryId : null;
  } catch (error) {
    if (error instanceof ServiceRefusal) return null;
    throw error;
  }
}

/**
 * Removes Sister's glossaries that were made longer ago than `ms`. A process that still uses one makes it again.
 *
 * @returns how many were removed
 */
async function removeOlder(listed: readonly GlossaryInfo[], ms: number, ask: AskDeepL): Promise<number> {
  const old = listed.filter(
    ({ name, creationTime }) => name.startsWith(PREFIX) && Date.now() - creationTime.getTime() > ms,
  );
  let removed = 0;
  for (const { glossaryId } of old) {
    const isGone = await ask((client) => client.deleteGlossary(glossaryId)).then(
      () => true,
      () => false,
    );
    if (isGone) removed += 1;
  }
  return removed;
}

/** Names of glossaries are not unique at DeepL, so this one holds all that the glossary does. */
function nameOf(terms: readonly Term[], { source, target }: TranslationRoute): string {
  return `${PREFIX}${sourceCode(source)}-${sourceCode(target)} ${digestOfTerms(terms).slice(0, 24)}`;
}
