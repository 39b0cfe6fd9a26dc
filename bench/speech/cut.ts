/** The segments that Sister cuts a file into for Moonshine, as a file for `bare-process.ts`. */
import { writeFile } from "node:fs/promises";
import { decodeAudio } from "../../src/media/decode.js";
import { probe } from "../../src/media/probe.js";
import { SegmentSource } from "../../src/pipeline/segment-source.js";
import type { Segment } from "../../src/pipeline/segmentation/segment.js";
import { AudioSpool } from "../../src/pipeline/spool.js";

/** @returns how many segments there are */
export async function writeSegments(video: string, to: string): Promise<number> {
  const spool = await AudioSpool.create();
  const source = new SegmentSource({
    audio: decodeAudio(await probe(video)),
    spool,
    wantsVoice: true,
    onVoiceFallback: (message) => {
      throw new Error(message);
    },
  });
  try {
    const decoding = source.decode();
    const segments: Segment[] = [];
    const engine = { segmentation: "voice", segmentSeconds: { target: 18, max: 25 } } as const;
    for await (const segment of source.segments(engine)) segments.push(segment);
    await decoding;
    await writeFile(to, JSON.stringify(segments));
    return segments.length;
  } finally {
    source.stop();
    await spool.close();
  }
}
