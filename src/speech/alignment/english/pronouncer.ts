/** Gives every word a pronunciation: the dictionary's, a contraction's, flite's, or one by its letters. */
import { memoryBound } from "../../../children/bounds.js";
import { runChild } from "../../../children/run-child.js";
import { contraction, phonesByLetters, phonesOfFlite } from "./sounds.js";

/** A longer word is pronounced as far as this: nobody speaks the rest. */
const MOST_LETTERS = 40;
/** It takes 3 ms; a host that swaps must not hold up a piece. */
const FLITE_BOUNDS = { bytes: memoryBound(2 ** 28), seconds: 2, cpuSeconds: Infinity, standstillSeconds: Infinity };

/** The dictionary of the aligner's decoder. */
export interface Dictionary {
  /** The phones of a word, null if it has none. "read(2)" is the second way to pronounce "read". */
  phones(word: string): string | null;
  /** Adds a word; false where the dictionary refuses it. */
  add(word: string, phones: string): boolean;
}

export class Pronouncer {
  readonly #dictionary: Dictionary;
  readonly #flite: boolean;
  /** Words that have no pronunciation, so that they are not tried again and again. */
  readonly #silent = new Set<string>();

  /** @param flite whether `t2p` may be asked; without it words are read by their letters */
  constructor(dictionary: Dictionary, flite: boolean) {
    this.#dictionary = dictionary;
    this.#flite = flite;
  }

  /** Whether a word has a pronunciation in the dictionary, now or after it was added. False for what cannot be pronounced. */
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

/** What flite reads; "" where it fails. */
async function askFlite(word: string): Promise<string> {
  const options = { kind: "text", what: "flite's t2p", bounds: FLITE_BOUNDS, mostBytes: 65_536 } as const;
  const { code, stdout } = await runChild("t2p", [word], options);
  return code === 0 ? phonesOfFlite(stdout) : "";
}

/** Whether this host has flite's `t2p`. */
export async function hasFlite(): Promise<boolean> {
  return (await askFlite("test")) !== "";
}
