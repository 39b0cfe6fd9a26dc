/**
 * Benchmark of sound that begins or ends in the middle of speech, as a trimmed video does: words that nobody said.
 * Recognizers complete the sentence, or repeat a phrase.
 */
import { Worker } from "../../src/pipeline/ranks/worker.js";
import { openAligner } from "../../src/speech/alignment/open-aligner.js";
import { SAMPLE_RATE, type Word } from "../../src/speech/engine.js";
import { hasMoonshine } from "../../src/speech/moonshine/model-folder.js";
import { openVoiceDetector } from "../../src/speech/voice/open-detector.js";
import type { Bench, Row } from "../row.js";
import { comparable, humanSpeech } from "./human-speech.js";
import { recognizeWhole, segmentsOf } from "./seams/recognize-whole.js";
import { alignWords } from "./seams/word-differences.js";

const MODEL = "moonshine-base-en";
/** Shorter clips have too few words. */
const LEAST_SECONDS = 3.5;
/** Each clip is broken off at these parts of its length. Both pieces are recognized. */
const PARTS = [0.35, 0.6, 0.8];
/** One word more may be the half of a word, or one word written as two ("I'm", "I am"). */
const ALLOWED = 2;

export async function benchBrokenOff({ say }: Bench): Promise<Row[]> {
  const aligner = await openAligner("en");
  if (!aligner || !hasMoonshine(MODEL)) {
    await aligner?.close();
    say(`the model ${MODEL} or the aligner is not installed: sister doctor`);
    return [];
  }
  const keeper = await openVoiceDetector();
  const worker = await Worker.open(
    0,
    { speech: { kind: "moonshine", model: MODEL }, language: "en", attempts: 1 },
    { devices: { threads: 1, provider: "cpu" }, ranksOnHost: 1 },
  );
  try {
    let pieces = 0;
    let inventing = 0;
    let added = 0;
    let words = 0;
    const clips = (await humanSpeech({ everyPrompt: true })).flatMap(({ clips }) => clips);
    for (const { samples, text } of clips) {
      if (samples.length < LEAST_SECONDS * SAMPLE_RATE) continue;
      const untimed = text.split(/\s+/).map((word): Word => ({ text: word, start: 0, end: 0, confidence: 1 }));
      const said = await aligner.align(samples, untimed, { language: "en" });
      for (const part of PARTS) {
        const at = Math.round(samples.length * part);
        const time = at / SAMPLE_RATE;
        const both = [
          { piece: samples.subarray(0, at), own: said.filter(({ end }) => end <= time) },
          { piece: samples.subarray(at), own: said.filter(({ start }) => start >= time) },
        ];
        for (const { piece, own } of both) {
          const heard = await recognizeWhole(worker, piece, await segmentsOf(worker, piece));
          const texts = own.flatMap((word) => comparable(word.text));
          const pairs = alignWords(
            texts,
            heard.flatMap((word) => comparable(word.text)),
          );
          const more = pairs.filter((pair) => pair.said === null).length;
          pieces += 1;
          words += texts.length;
          added += Math.max(0, more - 1);
          if (more <= ALLOWED) continue;
          inventing += 1;
          say(
            `${more} words more than were said: ${heard
              .map((word) => word.text)
              .join(" ")
              .slice(-100)}`,
          );
        }
      }
    }
    return [
      {
        name: "pieces broken off in mid-speech with three words or more that nobody said",
        measured: (100 * inventing) / pieces,
        bar: 3.5,
        better: "less",
        unit: "%",
        detail: `${inventing} of ${pieces} pieces of human clips, ${words} words; ${added} words more than one per piece`,
      },
    ];
  } finally {
    await worker.close();
    await keeper.close();
    await aligner.close();
  }
}
