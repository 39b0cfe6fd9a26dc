/** Aligns words with PocketSphinx, by a grammar of only these words. Only the aligner's child process opens it. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { SisterError } from "../../errors.js";
import { SAMPLE_RATE, type Span } from "../engine.js";
import { hasPocketSphinxModel, MODEL_FOLDER, pocketSphinxAddon } from "../pocketsphinx/settings.js";
import type { FoundTimes } from "./aligner-child.js";
import { hasFlite, Pronouncer, type Dictionary } from "./english/pronouncer.js";
import type { Slot } from "./english/slot.js";
import { spokenForms, SPOKEN_FORMS_VERSION } from "./english/spoken-forms.js";
import { fitsToLast, fittingRun, largestThatFits } from "./fitting-words.js";
import { timesOfTokens, tokensOf, type AlignedWord } from "./grammar.js";
import { withoutPauses } from "./pauses.js";
import { isDoubtful, isPlausible, movedWords, PLAUSIBLE_VERSION } from "./plausible.js";

interface NativeAligner extends Dictionary {
  /**
   * [] if no path through the tokens is left. Paths that are less likely than `beam` times the likeliest are dropped; 0
   * drops none.
   */
  align(samples: Int16Array, tokens: string[][][], beam: number): Promise<AlignedWord[]>;
}

/**
 * The first try drops hopeless paths: 0.03 of real time and 20 MB for a piece of 30 s, with the same times as without
 * beams in quiet and at 20 dB over noise. In more noise no path may reach the end. The second try then keeps all paths,
 * for 0.1 of real time and 120 MB.
 */
const BEAMS = [1e-200, 0] as const;
/**
 * Memory and time of a try without beams grow with the length of the piece times its words, including alternatives.
 * This is 150 MB.
 */
const MOST_WITHOUT_BEAMS = 9000;

/**
 * Weights of the grammar are 1: all paths are equally likely, and only the sound decides. Noise is removed. That harms
 * recognition, but word starts at 10 dB over noise are then within 25 ms in the median and within 154 ms for 95 of 100,
 * instead of 35 and 318. Eight densities per codebook instead of four: 55 ms instead of 70 for 95 of 100 at 20 dB.
 */
const SETTINGS: readonly [string, string][] = [
  ["-fsgusefiller", "yes"],
  ["-fsgusealtpron", "yes"],
  ["-bestpath", "no"],
  ["-maxhmmpf", "-1"],
  ["-lw", "1"],
  ["-wip", "1"],
  ["-pip", "1"],
  ["-silprob", "0.005"],
  ["-fillprob", "1e-8"],
  ["-topn", "8"],
  ["-remove_silence", "no"],
  ["-remove_noise", "yes"],
];

/** Whether this host has the English acoustic model and the addon. */
export function hasEnglishAligner(): boolean {
  return hasPocketSphinxModel() && existsSync(pocketSphinxAddon());
}

/** The id of this host's aligner, without loading it. */
export async function englishAlignerId(): Promise<string> {
  return idOf(await hasFlite());
}

function idOf(flite: boolean): string {
  const settings = [...SETTINGS, ["-beams", BEAMS.join("+")]]
    .map(([name, value]) => `${name?.slice(1)}=${value}`)
    .join(",");
  return `pocketsphinx-5prealpha en-us alignment ${SPOKEN_FORMS_VERSION} ${PLAUSIBLE_VERSION} ${flite ? "flite" : "letters"} ${settings}`;
}

export class PocketSphinxAligner {
  readonly id: string;
  readonly #native: NativeAligner;
  readonly #pronouncer: Pronouncer;

  private constructor(native: NativeAligner, flite: boolean) {
    this.#native = native;
    this.#pronouncer = new Pronouncer(native, flite);
    this.id = idOf(flite);
  }

  /** Loads the model in 0.1 to 0.8 s. Throws a SisterError if something is missing. */
  static async open(): Promise<PocketSphinxAligner> {
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
    return new PocketSphinxAligner(new addon.Aligner([...model, ...SETTINGS].flat()), await hasFlite());
  }

  /** Times of the texts; null for those that were not found. */
  async align(samples: Int16Array, texts: readonly string[], voice: readonly Span[] = []): Promise<FoundTimes> {
    const forms = spokenForms(texts, (word) => this.#native.phones(word) !== null);
    const tokens: Slot[][] = [];
    for (const slots of forms) tokens.push(await this.#pronounced(slots));
    if (tokens.flat().length === 0) return texts.map(() => null);
    const packed = withoutPauses(samples, voice);
    const times = await this.#timesIn(packed.samples, tokens);
    if (times) return times.map((time) => time && packed.unpack(time));
    // The detector may have missed the voice that speaks the words.
    const whole = packed.samples.length === samples.length ? null : await this.#timesIn(samples, tokens);
    return whole ?? texts.map(() => null);
  }

  /** Times of the tokens, or of those at the start, middle or end that were said; null if the text was not said. */
  async #timesIn(samples: Int16Array, tokens: readonly Slot[][]): Promise<FoundTimes | null> {
    const aligned = await this.#find(samples, tokens.flat());
    if (isPlausible(aligned)) return this.#times(tokens, aligned);
    const run = tokensOf(tokens, aligned, fittingRun(aligned));
    if (!run) return null;
    // Beside the run, words that were said are mixed with words that were pressed into them: it grows while they fit.
    // Only with a beam: a text that fits passes, and a child that takes too long counts as hung.
    const trial = (first: number, after: number): Promise<AlignedWord[]> =>
      this.#native.align(samples, tokens.slice(first, after).flat(), BEAMS[0]);
    const after = await largestThatFits(run[1], tokens.length, async (count) => fitsToLast(await trial(run[0], count)));
    const before = await largestThatFits(0, run[0], async (count) =>
      fitsToLast([...(await trial(run[0] - count, after))].reverse()),
    );
    const first = run[0] - before;
    const said = tokens.slice(first, after);
    const found = await this.#find(samples, said.flat());
    if (!isPlausible(found)) return null;
    const times = this.#times(said, found);
    return tokens.map((_, i) => times[i - first] ?? null);
  }

  #times(tokens: readonly Slot[][], aligned: AlignedWord[]): FoundTimes {
    const moved = movedWords(aligned);
    return timesOfTokens(tokens, aligned, (word) => moved.has(word) || isDoubtful(word));
  }

  async #find(samples: Int16Array, chain: Slot[]): Promise<AlignedWord[]> {
    const words = chain.reduce((sum, slot) => sum + slot.reduce((length, form) => length + form.length, 0), 0);
    let aligned: AlignedWord[] = [];
    for (const beam of BEAMS) {
      if (beam === 0 && (words * samples.length) / SAMPLE_RATE > MOST_WITHOUT_BEAMS) break;
      aligned = await this.#native.align(samples, chain, beam);
      if (aligned.length > 0) break;
    }
    return aligned;
  }

  /** The forms whose words all have a pronunciation. */
  async #pronounced(slots: readonly Slot[]): Promise<Slot[]> {
    const pronounced: Slot[] = [];
    for (const slot of slots) {
      const forms: Slot = [];
      for (const form of slot) {
        const known = [];
        for (const word of form) known.push(await this.#pronouncer.learn(word));
        if (known.every(Boolean)) forms.push(form);
      }
      if (forms.length > 0) pronounced.push(forms);
    }
    return pronounced;
  }
}
