/** What PocketSphinx answers, made into words; and whether it heard speech at all. Pure. */
import type { Word } from "./engine.js";

/** `[word, first frame, last frame, posterior]`, fillers included; frames of 10 ms. */
export type HeardSegment = readonly [word: string, startFrame: number, endFrame: number, posterior: number];

const FRAMES_PER_SECOND = 100;

/** Silence and noise, which the decoder lists between words. */
function isFiller(word: string): boolean {
  return /^(<.*>|\[.*\]|\+\+.*\+\+)$/.test(word);
}

/** A decoder always finds some words. These bounds dropped 25 of 25 pieces of noise, tones and music and 0 of 108 of speech. */
const LONGEST_WORD = 1.5;
const LEAST_WORDS_PER_SECOND = 1.5;
const MOST_FILLERS = 0.35;
const LEAST_POSTERIOR = 0.25;
/** Fillers this long are pauses of a speaker, and say nothing of what lies between them. */
const SILENCE = /^<(s|sil|\/s)>$/;

/** The words of one piece, times in seconds from its first sample; [] where the piece is no speech. */
export function wordsOf(heard: readonly HeardSegment[], seconds: number): Word[] {
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
  return isSpeech(words, wordFrames / FRAMES_PER_SECOND, fillerFrames / FRAMES_PER_SECOND) ? words : [];
}

function isSpeech(words: readonly Word[], wordSeconds: number, fillerSeconds: number): boolean {
  if (words.length === 0) return false;
  if (words.some((word) => word.end - word.start > LONGEST_WORD)) return false;
  const total = wordSeconds + fillerSeconds;
  if (words.length / total < LEAST_WORDS_PER_SECOND) return false;
  if (fillerSeconds / total > MOST_FILLERS) return false;
  return words.reduce((sum, word) => sum + word.confidence, 0) / words.length >= LEAST_POSTERIOR;
}
