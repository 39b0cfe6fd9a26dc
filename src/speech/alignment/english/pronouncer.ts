/**
 * Gives every word a pronunciation: from the dictionary, from its parts (a contraction), from flite, or from its
 * letters.
 */
import { memoryBound } from "../../../children/bounds.js";
import { runChild } from "../../../children/run-child.js";
import { contraction, phonesByLetters, phonesOfFlite } from "./sounds.js";

/** Longer words are pronounced up to this letter; nobody speaks the rest. */
const MOST_LETTERS = 40;
/** flite takes 3 ms. A host that swaps must not delay a piece. */
const FLITE_BOUNDS = { bytes: memoryBound(2 ** 28), seconds: 2, cpuSeconds: Infinity, standstillSeconds: Infinity };

/** The dictionary of the aligner's decoder. */
export interface Dictionary {
  /** The phones of a word. Null if the dictionary does not have it. "read(2)" is the second pronunciation of "read". */
  phones(word: string): string | null;
  /** Adds a word. False if the dictionary refuses it. */
  add(word: string, phones: string): boolean;
}

export class Pronouncer {
  readonly #dictionary: Dictionary;
  readonly #flite: boolean;
  /** Words without a pronunciation, so that they are not tried again. */
  readonly #silent = new Set<string>();

  /** @param flite whether `t2p` may be used; without it, words are read by their letters */
  constructor(dictionary: Dictionary, flite: boolean) {
    this.#dictionary = dictionary;
    this.#flite = flite;
  }

  /**
   * Whether the dictionary has a pronunciation for a word; adds one if it can. False if the word cannot be pronounced.
   */
  async learn(word: string): Promise<boolean> {
    if (this.#dictionary.phones(word) !== null) return true;
    if (this.#silent.has(word)) return false;
    const pronunciations = (await this.#pronunciations(word)).filter((phones) => phones !== "");
    let added = 0;
    for (const phones of new Set(pronunciations)) {
      if (this.#dictionary.add(added === 0 ? word : `${word}(${added + 1})`, phones)) added += 1;
    }
    if (added === 0) this.#silent.add(word);
    return added > 0;
  }

  async #pronunciations(word: string): Promise<string[]> {
    const contracted = contraction(word);
    if (contracted) {
      const stems = [contracted.stem, `${contracted.stem}(2)`, `${contracted.stem}(3)`].flatMap(
        (stem) => this.#dictionary.phones(stem) ?? [],
      );
      if (stems.length > 0) return stems.map((phones) => `${phones} ${contracted.ending(phones)}`);
    }
    const letters = word.slice(0, MOST_LETTERS);
    const byFlite = this.#flite ? await askFlite(letters) : "";
    return [byFlite === "" ? phonesByLetters(letters) : byFlite];
  }
}

/** flite's pronunciation of a word. "" if flite fails. */
async function askFlite(word: string): Promise<string> {
  const options = { kind: "text", what: "flite's t2p", bounds: FLITE_BOUNDS, mostBytes: 65_536 } as const;
  const { code, stdout } = await runChild("t2p", [word], options);
  return code === 0 ? phonesOfFlite(stdout) : "";
}

/** Whether this host has flite's `t2p`. */
export async function hasFlite(): Promise<boolean> {
  return (await askFlite("test")) !== "";
}
