/** Words aligned by PocketSphinx with a grammar of these words alone. Only the aligner's child process opens it. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { SisterError } from "../../errors.js";
import type { Span } from "../engine.js";
import { hasPocketSphinxModel, MODEL_FOLDER, pocketSphinxAddon } from "../pocketsphinx-settings.js";
import type { FoundTimes } from "./aligner-child.js";
import { timesOfTokens, type AlignedWord, type SpokenToken } from "./grammar.js";

interface NativeAligner {
  knows(word: string): boolean;
  add(word: string, phones: string): boolean;
  align(samples: Int16Array, tokens: string[][][]): Promise<AlignedWord[]>;
}

/**
 * No beams and no limits: every way through the grammar stays open to the end, or alignments in noise fail. Weights of the grammar
 * are 1: all ways are as likely as each other, and the sound alone decides.
 */
const SETTINGS: readonly [string, string][] = [
  ["-fsgusefiller", "yes"],
  ["-fsgusealtpron", "yes"],
  ["-bestpath", "no"],
  ["-beam", "0"],
  ["-pbeam", "0"],
  ["-wbeam", "0"],
  ["-maxhmmpf", "-1"],
  ["-lw", "1"],
  ["-wip", "1"],
  ["-pip", "1"],
  ["-silprob", "0.005"],
  ["-fillprob", "1e-8"],
  ["-remove_silence", "no"],
  ["-remove_noise", "no"],
];

/** Whether this host has the English acoustic model and the addon. */
export function hasEnglishAligner(): boolean {
  return hasPocketSphinxModel() && existsSync(pocketSphinxAddon());
}

export class PocketSphinxAligner {
  readonly id: string;
  readonly #native: NativeAligner;

  private constructor(native: NativeAligner) {
    this.#native = native;
    this.id = `pocketsphinx-5prealpha en-us alignment 1 ${SETTINGS.map(([name, value]) => `${name.slice(1)}=${value}`).join(",")}`;
  }

  /** Loads the model: 0.1 to 0.8 s. Throws a SisterError where something is missing. */
  static open(): PocketSphinxAligner {
    if (!hasEnglishAligner()) {
      throw new SisterError(
        `PocketSphinx's English model is not in ${MODEL_FOLDER}: install it (apt-get install pocketsphinx-en-us)`,
      );
    }
    const addon = createRequire(import.meta.url)(pocketSphinxAddon()) as {
      Aligner: new (settings: string[]) => NativeAligner;
    };
    const model: [string, string][] = [
      ["-hmm", join(MODEL_FOLDER, "en-us")],
      ["-dict", join(MODEL_FOLDER, "cmudict-en-us.dict")],
    ];
    return new PocketSphinxAligner(new addon.Aligner([...model, ...SETTINGS].flat()));
  }

  /** Times of the texts in seconds; null for those that were not found. */
  async align(samples: Int16Array, texts: readonly string[], _voice?: readonly Span[]): Promise<FoundTimes> {
    const tokens = texts.map((text) => this.#spoken(text));
    const chain = tokens.filter((token) => token.length > 0);
    if (chain.length === 0) return texts.map(() => null);
    return timesOfTokens(tokens, await this.#native.align(samples, chain));
  }

  #spoken(text: string): SpokenToken {
    const word = text
      .toLowerCase()
      .replaceAll("’", "'")
      .replace(/[^a-z']/g, "");
    return word !== "" && this.#native.knows(word) ? [[word]] : [];
  }
}
