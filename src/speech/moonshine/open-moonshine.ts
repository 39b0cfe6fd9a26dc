/** The Moonshine recognizer: packs a piece, decodes it with probabilities, and keeps the credible words. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import { SAMPLE_RATE, type Span, type Word } from "../engine.js";
import { spreadWords } from "../alignment/spread.js";
import { modelDigest } from "../models/installed.js";
import type { Devices, Recognizer } from "../recognizer.js";
import { CONFIDENCE_VERSION, confidenceOf, leastLogProb } from "./confidence.js";
import { decodeGreedy, type Decoded } from "./decoding/greedy-decoder.js";
import { loudSpans } from "./level-voice.js";
import { moonshineFolder, TOKENS_FILE } from "./model-folder.js";
import { cutInTwo, pack, PACKING_VERSION, tidySpans, type PackedPart } from "./packing.js";
import { isInvented, loopLength, MOST_FIRST_END, REJECTION_VERSION, repeatsItself } from "./rejection.js";
import { MoonshineSession } from "./decoding/session.js";
import { readVocabulary, type Vocabulary } from "./decoding/vocabulary.js";

const DECODER_VERSION = "greedy-3";
/** Nobody speaks faster: English has 3 to 7 tokens per second, and a short word has several. */
const TOKENS_PER_SECOND = 8;
const LEAST_TOKENS = 8;
/**
 * Shorter pieces get silence before and after. Of 123 single words under one second, the base model then rejects none
 * as speech. With all of the silence after the word it rejects 4, and tiny rejects 3 instead of 10.
 */
const LEAST_SECONDS = 1;
/** How often a piece that repeats itself is cut in two: down to about a second. */
const MOST_CUTS = 4;

/** Loads a model. Rejects with a SisterError of one line that names the damage and the remedy. */
export async function openMoonshine(model: string, devices: Devices): Promise<Recognizer> {
  const dir = moonshineFolder(model);
  const name = basename(dir);
  try {
    const digest = await modelDigest(dir);
    const session = await MoonshineSession.open(dir, devices);
    const vocabulary = readVocabulary(
      readFileSync(join(dir, TOKENS_FILE), "utf8"),
      session.decoder.tokens,
      TOKENS_FILE,
    );
    const listener = new Listener(session, vocabulary);
    return {
      description: {
        id: [name, digest.slice(0, 16), DECODER_VERSION, PACKING_VERSION, REJECTION_VERSION, CONFIDENCE_VERSION].join(
          " ",
        ),
        name: titleOf(name),
        languages: ["en"],
        segmentSeconds: { target: 18, max: 25 },
        segmentation: "voice",
        times: "none",
      },
      recognize: (samples, { voice }) => listener.words(samples, voice),
    };
  } catch (error) {
    if (error instanceof SisterError && error.exitCode === 2) throw error;
    const why = messageOf(error).replace(/\s*\n\s*/g, "; ");
    const known = /^moonshine-(tiny|base)-en$/.test(name) ? name : "moonshine-base-en";
    throw new SisterError(
      `the speech model in ${dir} does not load (${why}): install it again with sister models pull ${known}`,
      { cause: error },
    );
  }
}

/** A name for people: "Moonshine base, English" for "moonshine-base-en". */
function titleOf(name: string): string {
  const size = /tiny|base/.exec(name)?.[0];
  return size === undefined ? `Moonshine, ${name}` : `Moonshine ${size}, English`;
}

class Listener {
  readonly #session: MoonshineSession;
  readonly #vocabulary: Vocabulary;

  constructor(session: MoonshineSession, vocabulary: Vocabulary) {
    this.#session = session;
    this.#vocabulary = vocabulary;
  }

  async words(samples: Int16Array, voice?: readonly Span[]): Promise<Word[]> {
    const seconds = samples.length / SAMPLE_RATE;
    const spans = voice === undefined ? loudSpans(samples) : tidySpans(voice, seconds);
    const words: Word[] = [];
    for (const part of pack(samples, spans)) words.push(...(await this.#hear(part, samples, MOST_CUTS)));
    return words;
  }

  async #hear(part: PackedPart, samples: Int16Array, cuts: number): Promise<Word[]> {
    const decoded = await this.#decode(part.samples);
    if (decoded.stopped === "silence") return [];
    if (decoded.stopped !== null || repeatsItself(this.#vocabulary.textOf(decoded.ids))) {
      const halves = cuts > 0 ? cutInTwo(part, samples) : [];
      const words: Word[] = [];
      for (const half of halves) words.push(...(await this.#hear(half, samples, cuts - 1)));
      // "No, no, no, no!" is spoken in a second and is not a loop.
      if (halves.length > 0 || decoded.stopped === "cap") return words;
    }
    return isInvented(decoded) ? [] : this.#believed(decoded, part, samples.length / SAMPLE_RATE);
  }

  /** The credible words of a part, each with its confidence, spread over the stretches of voice. */
  #believed({ ids, logProbs }: Decoded, part: PackedPart, seconds: number): Word[] {
    const words = this.#vocabulary.wordsOf(ids).map(({ text, tokens }): Word => {
      const evidence = tokens.map((token) => ({
        text: this.#vocabulary.textOf([ids[token] ?? 0]),
        logProb: logProbs[token] ?? 0,
      }));
      return { text, start: 0, end: 0, confidence: confidenceOf(leastLogProb(evidence)) };
    });
    const nowhere = words.map(() => null);
    return spreadWords(
      words,
      nowhere,
      seconds,
      part.stretches.map((stretch) => stretch.voice),
    );
  }

  async #decode(samples: Float32Array): Promise<Decoded> {
    let input = samples;
    if (samples.length < LEAST_SECONDS * SAMPLE_RATE) {
      input = new Float32Array(LEAST_SECONDS * SAMPLE_RATE);
      input.set(samples, (input.length - samples.length) >> 1);
    }
    const encoded = await this.#session.encode(input);
    return decodeGreedy(await this.#session.decoder.begin(encoded), {
      cap: Math.ceil(LEAST_TOKENS + (samples.length / SAMPLE_RATE) * TOKENS_PER_SECOND),
      mostFirstEnd: MOST_FIRST_END,
      loops: (ids) => loopLength(ids) > 0,
    });
  }
}
