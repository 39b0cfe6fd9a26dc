/** Which language a video is in: decided once, by its first segments in which somebody speaks. */
import { SAMPLE_RATE } from "../speech/engine.js";
import { UNDETERMINED } from "../speech/language/hears.js";
import { decideLanguage, type LanguageGuess } from "../speech/language/vote.js";
import type { SpokenLanguage } from "../subtitles/document.js";
import type { Segment } from "./segmentation/segment.js";

/** Segments with voice that are asked for their language, and seconds of each. */
const ASKED = 5;
const ASKED_SECONDS = 12;

export interface LanguageSources {
  /** Samples of the audio. */
  read: (start: number, end: number) => Promise<Int16Array>;
  detect: (samples: Int16Array) => Promise<LanguageGuess | null>;
}

/**
 * Takes segments until enough of them have voice, and asks the engine for the language of each. "und" if nobody speaks, or nothing can
 * be told.
 *
 * @returns the language, and the segments that were taken
 */
export async function detectLanguage(
  segments: AsyncGenerator<Segment, void, undefined>,
  { read, detect }: LanguageSources,
): Promise<{ held: Segment[]; language: SpokenLanguage }> {
  const held: Segment[] = [];
  const voiced: Segment[] = [];
  while (voiced.length < ASKED) {
    const next = await segments.next();
    if (next.done) break;
    held.push(next.value);
    if (next.value.voice?.length !== 0) voiced.push(next.value);
  }
  const answers: (LanguageGuess | null)[] = [];
  for (const { audioStart, audioEnd, voice } of voiced) {
    const from = audioStart + Math.round((voice?.[0]?.start ?? 0) * SAMPLE_RATE);
    answers.push(await detect(await read(from, Math.min(audioEnd, from + ASKED_SECONDS * SAMPLE_RATE))));
  }
  const decided = decideLanguage(answers);
  return {
    held,
    language: { code: decided?.code ?? UNDETERMINED, how: "detected", confidence: decided?.confidence ?? 0 },
  };
}
