/** The segments that Sister makes of a recording. */
import { writeFile } from "node:fs/promises";
import { decodeAudio } from "../../src/media/sound/decode.js";
import { probe } from "../../src/media/probe/probe.js";
import { SegmentSource } from "../../src/pipeline/audio/segment-source.js";
import type { Segment } from "../../src/pipeline/segmentation/segment.js";
import { AudioSpool } from "../../src/pipeline/audio/spool.js";

/** The default limits: those for Moonshine. */
const MOONSHINE = { segmentation: "voice", segmentSeconds: { target: 18, max: 25 } } as const;

/** Segments audio of 16 kHz in the way of rank 0; throws if the voice detector cannot load. */
export async function cutAudio(
  audio: AsyncIterable<Int16Array>,
  engine: Parameters<SegmentSource["segments"]>[0] = MOONSHINE,
): Promise<Segment[]> {
  const spool = await AudioSpool.create();
  const source = new SegmentSource({
    audio,
    spool,
    wantsVoice: true,
    onVoiceFallback: (message) => {
      throw new Error(message);
    },
  });
  try {
    const decoding = source.decode();
    const segments: Segment[] = [];
    for await (const segment of source.segments(engine)) segments.push(segment);
    await decoding;
    return segments;
  } finally {
    source.stop();
    await spool.close();
  }
}

/**
 * Writes the segments of a file for `bare-process.ts`.
 *
 * @returns how many there are
 */
export async function writeSegments(video: string, to: string): Promise<number> {
  const segments = await cutAudio(decodeAudio(await probe(video)));
  await writeFile(to, JSON.stringify(segments));
  return segments.length;
}
