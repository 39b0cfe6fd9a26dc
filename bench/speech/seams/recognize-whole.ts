/** Processes a whole recording like Sister: segmented, recognized, aligned and joined, in this process. */
import { placeWords, SeamJoiner } from "../../../src/pipeline/seams/seam-joiner.js";
import type { Segment } from "../../../src/pipeline/segmentation/segment.js";
import type { RecognizeTask } from "../../../src/pipeline/ranks/task.js";
import type { Worker } from "../../../src/pipeline/ranks/worker.js";
import { SAMPLE_RATE, type Span, type Word } from "../../../src/speech/engine.js";
import { cutAudio } from "../cut.js";

async function* inBlocks(samples: Int16Array): AsyncGenerator<Int16Array> {
  for (let at = 0; at < samples.length; at += SAMPLE_RATE)
    yield Promise.resolve(samples.subarray(at, at + SAMPLE_RATE));
}

/** The segments that Sister makes of a recording. */
export const segmentsOf = (worker: Worker, samples: Int16Array): Promise<Segment[]> =>
  cutAudio(inBlocks(samples), worker.info);

/** The words of one piece, timed from its first sample. */
export async function recognizePiece(
  worker: Worker,
  samples: Int16Array,
  voice: readonly Span[],
  segment = 0,
): Promise<Word[]> {
  const seconds = samples.length / SAMPLE_RATE;
  const task: RecognizeTask = {
    kind: "recognize",
    language: "en",
    segment,
    sampleCount: samples.length,
    seconds,
    estimate: seconds,
    voice,
  };
  const result = await worker.run({ task, samples });
  if (result.kind !== "recognized") throw new Error(`segment ${segment}: ${result.kind}`);
  return result.words;
}

/** The words of all segments, joined, on the recording's time. */
export async function recognizeWhole(
  worker: Worker,
  samples: Int16Array,
  segments: readonly Segment[],
): Promise<Word[]> {
  const joiner = new SeamJoiner();
  const words: Word[][] = [];
  const keep = (final: { index: number; words: Word[] }[]): void => {
    for (const { index, words: own } of final) words[index] = own;
  };
  for (const segment of segments) {
    const { index, audioStart, audioEnd, voice = [] } = segment;
    const heard =
      voice.length === 0 ? [] : await recognizePiece(worker, samples.subarray(audioStart, audioEnd), voice, index);
    keep(joiner.add(placeWords(segment, heard)));
  }
  keep(joiner.end());
  return words.flat();
}
