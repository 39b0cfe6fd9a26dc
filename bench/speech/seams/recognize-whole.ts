/** A whole recording as Sister does it: cut, recognized, aligned and joined, in this process. */
import { SegmentSource } from "../../../src/pipeline/segment-source.js";
import { placeWords, SeamJoiner } from "../../../src/pipeline/seams/seam-joiner.js";
import type { Segment } from "../../../src/pipeline/segmentation/segment.js";
import { AudioSpool } from "../../../src/pipeline/spool.js";
import type { RecognizeTask } from "../../../src/pipeline/task.js";
import type { Worker } from "../../../src/pipeline/worker.js";
import { SAMPLE_RATE, type Span, type Word } from "../../../src/speech/engine.js";

async function* inBlocks(samples: Int16Array): AsyncGenerator<Int16Array> {
  for (let at = 0; at < samples.length; at += SAMPLE_RATE)
    yield Promise.resolve(samples.subarray(at, at + SAMPLE_RATE));
}

/** The segments that Sister cuts of a recording. */
export async function segmentsOf(worker: Worker, samples: Int16Array): Promise<Segment[]> {
  const spool = await AudioSpool.create();
  const source = new SegmentSource({
    audio: inBlocks(samples),
    spool,
    wantsVoice: true,
    onVoiceFallback: (message) => {
      throw new Error(message);
    },
  });
  try {
    const decoding = source.decode();
    const segments: Segment[] = [];
    for await (const segment of source.segments(worker.info)) segments.push(segment);
    await decoding;
    return segments;
  } finally {
    source.stop();
    await spool.close();
  }
}

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
  const { result } = await worker.run({ task, samples });
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
