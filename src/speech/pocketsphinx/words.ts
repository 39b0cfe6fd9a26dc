/** Turns PocketSphinx's result into words, and decides whether it is speech at all. Pure. */
import { SAMPLE_RATE, type Word } from "../engine.js";

/** `[word, first frame, last frame, posterior]`, including fillers. Frames are 10 ms long. */
export type HeardSegment = readonly [word: string, startFrame: number, endFrame: number, posterior: number];

const FRAMES_PER_SECOND = 100;

/** Whether an entry is silence or noise, which the decoder lists between words. */
function isFiller(word: string): boolean {
  return /^(<.*>|\[.*\]|\+\+.*\+\+)$/.test(word);
}

/** Part of the engine's id, under which results are kept. It changes with the rules below. */
export const REJECTION_VERSION = 2;

/**
 * A decoder always finds some words. These bounds dropped 25 of 25 pieces of noise, tones and music, and 0 of 108
 * pieces of speech.
 */
const LONGEST_WORD = 1.5;
const LEAST_WORDS_PER_SECOND = 1.5;
const MOST_FILLERS = 0.35;
const LEAST_POSTERIOR = 0.25;
/** Fillers that are pauses of a speaker. They do not show what lies between them. */
const SILENCE = /^<(s|sil|\/s)>$/;

/**
 * In speech, the sound lies in the words: all of it in a quiet room, nine tenths of its energy at 10 dB over noise. In
 * music the decoder's words leave out a quarter or more, because the sound does not stop between them.
 */
const LEAST_SOUND_IN_WORDS = 0.75;
/** How much longer or shorter words may seem than they are, in seconds. */
const WORD_EDGE = 0.05;
/** Words without a pause of this length form a run: a sentence, or a single word in music. */
const PAUSE = 0.5;
/**
 * The least share of the sound of a run and half a second around it that must lie in its words. For single words in
 * music it is less than half.
 */
const LEAST_SOUND_IN_RUN = 0.6;
/** In a piece that is not speech as a whole, a run may still be: one of several likely words that hold its sound. */
const CERTAIN_RUN = { words: 5, sound: 0.9, posterior: 0.5 };

/** The words of one piece, with times in seconds from its first sample. [] if the piece is not speech. */
export function wordsOf(heard: readonly HeardSegment[], samples: Int16Array): Word[] {
  const seconds = samples.length / SAMPLE_RATE;
  const words: Word[] = [];
  let fillerFrames = 0;
  let wordFrames = 0;
  for (const [word, first, last, posterior] of heard) {
    const frames = last - first + 1;
    if (isFiller(word)) {
      if (!SILENCE.test(word)) fillerFrames += frames;
      continue;
    }
    wordFrames += frames;
    const end = Math.min(seconds, (last + 1) / FRAMES_PER_SECOND);
    words.push({
      // "read(2)" is the second way to say "read".
      text: word.replace(/\(\d+\)$/, ""),
      start: Math.min(first / FRAMES_PER_SECOND, end),
      end,
      confidence: Math.round(Math.min(1, Math.max(0, posterior)) * 1000) / 1000,
    });
  }
  const runs = runsOf(words).filter((run) => soundAround(run, samples, PAUSE) >= LEAST_SOUND_IN_RUN);
  const whole =
    soundInWords(words, samples, 0, seconds) >= LEAST_SOUND_IN_WORDS &&
    isSpeech(words, wordFrames / FRAMES_PER_SECOND, fillerFrames / FRAMES_PER_SECOND);
  return (whole ? runs : runs.filter((run) => isCertain(run, samples))).flat();
}

/** The share of the sound's energy between `from` and `to` that lies in words. */
function soundInWords(words: readonly Word[], samples: Int16Array, from: number, to: number): number {
  const energy = (start: number, end: number): number => {
    let sum = 0;
    for (const sample of samples.subarray(Math.round(start * SAMPLE_RATE), Math.round(end * SAMPLE_RATE)))
      sum += sample ** 2;
    return sum;
  };
  let inside = 0;
  let at = from;
  for (const word of words) {
    const end = Math.min(to, word.end + WORD_EDGE);
    inside += energy(Math.max(at, word.start - WORD_EDGE), end);
    at = Math.max(at, end);
  }
  return inside / Math.max(1, energy(from, to));
}

function runsOf(words: readonly Word[]): Word[][] {
  const runs: Word[][] = [];
  for (const word of words) {
    const run = runs.at(-1);
    if (run && word.start - (run.at(-1)?.end ?? 0) < PAUSE) run.push(word);
    else runs.push([word]);
  }
  return runs;
}

/** The share of the sound of a run and a number of seconds around it that lies in its words. */
function soundAround(run: readonly Word[], samples: Int16Array, around: number): number {
  const from = Math.max(0, (run[0]?.start ?? 0) - around);
  const to = Math.min(samples.length / SAMPLE_RATE, (run.at(-1)?.end ?? 0) + around);
  return soundInWords(run, samples, from, to);
}

function isCertain(run: readonly Word[], samples: Int16Array): boolean {
  const wordSeconds = run.reduce((sum, word) => sum + word.end - word.start, 0);
  const posterior = run.reduce((sum, word) => sum + word.confidence, 0) / run.length;
  return (
    run.length >= CERTAIN_RUN.words &&
    posterior >= CERTAIN_RUN.posterior &&
    isSpeech(run, wordSeconds, 0) &&
    soundAround(run, samples, 0) >= CERTAIN_RUN.sound
  );
}

function isSpeech(words: readonly Word[], wordSeconds: number, fillerSeconds: number): boolean {
  if (words.length === 0) return false;
  if (words.some((word) => word.end - word.start > LONGEST_WORD)) return false;
  const total = wordSeconds + fillerSeconds;
  if (words.length / total < LEAST_WORDS_PER_SECOND) return false;
  if (fillerSeconds / total > MOST_FILLERS) return false;
  return words.reduce((sum, word) => sum + word.confidence, 0) / words.length >= LEAST_POSTERIOR;
}
