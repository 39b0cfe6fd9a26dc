/** Detects the language of a video, once, by its first segments with voice. */
import { SAMPLE_RATE } from "../../speech/engine.js";
import { UNDETERMINED } from "../../speech/language/hears.js";
import { decideLanguage, type LanguageGuess } from "../../speech/language/vote.js";
import type { SpokenLanguage } from "../../subtitles/document.js";
import type { Segment } from "../segmentation/segment.js";

/** How many segments with voice are examined, and how many seconds of each. */
const EXAMINED = 5;
const EXAMINED_SECONDS = 12;

export interface LanguageSources {
  /** Reads samples of the audio. */
  read: (start: number, end: number) => Promise<Int16Array>;
  detect: (samples: Int16Array) => Promise<LanguageGuess | null>;
}

/**
 * Takes segments until enough of them have voice, and lets the engine guess the language of each. The result is "und"
 * if there is no voice, or if no guess can be made.
 *
 * @returns the language, and the segments that were taken
 */
export async function detectLanguage<Cut extends Segment>(
  segments: AsyncGenerator<Cut, void, undefined>,
  { read, detect }: LanguageSources,
): Promise<{ held: Cut[]; language: SpokenLanguage }> {
  const held: Cut[] = [];
  const voiced: Cut[] = [];
  while (voiced.length < EXAMINED) {
    const next = await segments.next();
    if (next.done) break;
    held.push(next.value);
    if (next.value.voice?.length !== 0) voiced.push(next.value);
  }
  const guesses: (LanguageGuess | null)[] = [];
  for (const { audioStart, audioEnd, voice } of voiced) {
    const from = audioStart + Math.round((voice?.[0]?.start ?? 0) * SAMPLE_RATE);
    guesses.push(await detect(await read(from, Math.min(audioEnd, from + EXAMINED_SECONDS * SAMPLE_RATE))));
  }
  const decided = decideLanguage(guesses);
  return {
    held,
    language: { code: decided?.code ?? UNDETERMINED, how: "detected", confidence: decided?.confidence ?? 0 },
  };
}
