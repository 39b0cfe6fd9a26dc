import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { voiceSpans } from "../../speech/voice/voice-spans.js";
import type { Segment } from "./segment.js";
import { VoiceSegmenter } from "./voice-segmenter.js";

const RATE = 16_000;
const WINDOW = 512;
const OPTIONS = { target: 18, max: 25 };

/** Voice and pauses in turn, in seconds; voice comes first. The audio is as loud as its voice is probable. */
function talk(...seconds: number[]): { samples: Int16Array; probabilities: Float32Array } {
  const probabilities = seconds.flatMap((length, i) =>
    Array.from({ length: Math.round((length * RATE) / WINDOW) }, () => (i % 2 === 0 ? 0.9 : 0.02)),
  );
  const samples = new Int16Array(probabilities.length * WINDOW);
  for (let i = 0; i < samples.length; i++)
    samples[i] = (probabilities[Math.floor(i / WINDOW)] ?? 0) * 8000 * Math.sin(i);
  return { samples, probabilities: Float32Array.from(probabilities) };
}

/** @param sizes of the pushes, in samples; probabilities come as late as a detector brings them. */
function segmentsOf(
  { samples, probabilities }: { samples: Int16Array; probabilities: Float32Array },
  sizes: readonly number[] = [10 * RATE],
  delay = 0,
): Segment[] {
  const segmenter = new VoiceSegmenter(OPTIONS);
  const segments: Segment[] = [];
  let given = 0;
  let at = 0;
  for (let i = 0; at < samples.length; i++) {
    const next = Math.min(samples.length, at + (sizes[i % sizes.length] ?? RATE));
    const known = Math.max(given, Math.floor(next / WINDOW) - delay);
    segments.push(...segmenter.push(samples.subarray(at, next), probabilities.subarray(given, known)));
    given = known;
    at = next;
  }
  return [...segments, ...segmenter.end(probabilities.subarray(given))];
}

const seconds = (segments: readonly Segment[]): [number, number][] =>
  segments.map(({ start, end }) => [start / RATE, end / RATE]);

/** Sentences of 3.2 s with pauses of 0.64 s between them, which are whole windows. */
const sentences = (count: number): number[] =>
  Array.from({ length: 2 * count - 1 }, (_, i) => (i % 2 === 0 ? 3.2 : 0.64));

describe("VoiceSegmenter", () => {
  it("cuts in pauses: two short segments first, then long ones", () => {
    const segments = segmentsOf(talk(...sentences(40)));
    for (const { start, end, overlapsAfter } of segments.slice(0, -1)) {
      expect(overlapsAfter).toBeUndefined();
      expect((end / RATE) % 3.84, `a cut at ${end / RATE} s`).toBeGreaterThan(3.2);
      expect(start).toBeLessThan(end);
    }
    const lengths = seconds(segments).map(([start, end]) => end - start);
    for (const length of lengths.slice(0, 2)) expect(length).toBeCloseTo(2 * 3.84, 0);
    for (const length of lengths.slice(2, -1)) expect(length).toBeCloseTo(5 * 3.84, 0);
  });

  it("cuts in the longest pause near the target", () => {
    // After the two short segments: pauses at 15 s (1 s long), 18 s (0.4 s) and 22 s (0.4 s) of voice.
    const [, , third] = segmentsOf(talk(7, 0.6, 7, 0.6, 15, 1, 3, 0.4, 4, 0.4, 20));
    expect((third?.end ?? 0) / RATE).toBeCloseTo(7 + 0.6 + 7 + 0.6 + 15 + 0.5, 1);
  });

  it("cuts speech without a pause at its weakest moment, with 2 s around the cut for both sides", () => {
    const audio = talk(100);
    // Dips that are too short for a pause, 8 and 30 s from the start.
    audio.probabilities.fill(0.4, 250, 253);
    audio.probabilities.fill(0.4, 937, 940);
    const segments = segmentsOf(audio);
    expect((segments[0]?.end ?? 0) / RATE).toBeCloseTo(8, 1);
    expect((segments[1]?.end ?? 0) / RATE).toBeCloseTo(30, 1);
    for (const [i, segment] of segments.entries()) {
      const next = segments[i + 1];
      if (!next) continue;
      expect([segment.overlapsAfter, next.overlapsBefore]).toEqual([true, true]);
      expect(segment.audioEnd - segment.end).toBeCloseTo(RATE, -3);
      expect(next.start - next.audioStart).toBeCloseTo(RATE, -3);
      expect((segment.audioEnd - segment.audioStart) / RATE).toBeLessThanOrEqual(25);
    }
  });

  it("returns voice in seconds from the first sample for the engine", () => {
    const [first] = segmentsOf(talk(2, 1, 3));
    expect(first?.voice?.map(({ start, end }) => [start.toFixed(1), end.toFixed(1)])).toEqual([
      ["0.0", "2.0"],
      ["3.0", "6.0"],
    ]);
  });

  it("makes segments without voice from long stretches without it, none longer than a minute", () => {
    const segments = segmentsOf(talk(0, 150, 4, 30, 8, 20, 5));
    expect(segments.filter(({ voice }) => voice?.length === 0).length).toBeGreaterThanOrEqual(3);
    for (const [start, end] of seconds(segments)) expect(end - start).toBeLessThanOrEqual(60);
    const spoken = segments.flatMap(({ voice }) => voice ?? []);
    expect(spoken.reduce((sum, { start, end }) => sum + end - start, 0)).toBeCloseTo(17, 0);
    // No voice is next to a cut.
    for (const { audioStart, audioEnd, voice } of segments) {
      for (const { start, end } of voice ?? []) {
        expect(start === 0 ? audioStart : start).toBeGreaterThanOrEqual(audioStart === 0 ? 0 : 0.9);
        expect((audioEnd - audioStart) / RATE - end).toBeGreaterThanOrEqual(audioEnd / RATE < 216 ? 0.9 : 0);
      }
    }
  });

  it.each([1, 2, 8, 20])("keeps voice whole that begins %i windows before a minute without voice ends", (windows) => {
    // It is looked every 8 windows whether 59.5 s, which are 1,859 windows, are over.
    for (const begun of [1864, 1872].map((end) => end - windows)) {
      const probabilities = new Float32Array(begun + 400).fill(0.02).fill(0.9, begun, begun + 200);
      const segments = segmentsOf({ samples: new Int16Array(probabilities.length * WINDOW), probabilities });
      const voiced = segments.filter(({ voice = [] }) => voice.length > 0);
      const [{ start = 0, end = 0 } = {}] = voiced[0]?.voice ?? [];
      expect(voiced).toHaveLength(1);
      expect(start + (voiced[0]?.audioStart ?? 0) / RATE).toBeCloseTo((begun * WINDOW) / RATE, 5);
      expect(end - start).toBeCloseTo((200 * WINDOW) / RATE, 5);
      // Recognizers need some sound before it.
      expect(start).toBeGreaterThan(0.2);
    }
  });

  it("joins speech with long pauses, up to a minute", () => {
    const segments = segmentsOf(talk(...Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 1 : 4))));
    const wall = seconds(segments).map(([start, end]) => end - start);
    expect(Math.max(...wall)).toBeLessThanOrEqual(60);
    expect(Math.max(...wall)).toBeGreaterThan(40);
  });

  it("makes no segment from no audio, and one from a single sample", () => {
    expect(segmentsOf(talk())).toEqual([]);
    const one = { samples: Int16Array.of(5), probabilities: Float32Array.of(0.1) };
    expect(segmentsOf(one)).toEqual([{ index: 0, start: 0, end: 1, audioStart: 0, audioEnd: 1, voice: [] }]);
  });

  it("partitions the samples, leaves out no voice, and does not depend on how audio and probabilities arrive", () => {
    const stretch = fc.tuple(
      fc.constantFrom(0, 0.02, 0.4, 0.5, 0.7, 1),
      fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1500 })),
    );
    fc.assert(
      fc.property(
        fc.array(stretch, { maxLength: 60 }),
        fc.integer({ min: 1, max: WINDOW }),
        fc.array(fc.integer({ min: 1, max: 5 * RATE }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 900 }),
        (stretches, tail, sizes, delay) => {
          const probabilities = Float32Array.from(
            stretches.flatMap(([value, count]) => Array<number>(count).fill(value)),
          );
          const length =
            Math.max(0, probabilities.length * WINDOW - WINDOW + tail) * (probabilities.length > 0 ? 1 : 0);
          const audio = { samples: new Int16Array(length).fill(100), probabilities };
          const segments = segmentsOf(audio, sizes, delay);
          expect(segments).toEqual(segmentsOf(audio));
          let at = 0;
          for (const [i, segment] of segments.entries()) {
            expect(segment.index).toBe(i);
            expect(segment.start).toBe(at);
            expect(segment.end).toBeGreaterThan(at);
            expect(segment.end - segment.start).toBeLessThanOrEqual(60 * RATE);
            expect(segment.audioStart === segment.start).toBe(segment.overlapsBefore === undefined);
            expect(segment.audioEnd === segment.end).toBe(segment.overlapsAfter === undefined);
            expect(segments[i + 1]?.overlapsBefore).toBe(segment.overlapsAfter);
            for (const span of segment.voice ?? []) {
              expect(span.start).toBeGreaterThanOrEqual(0);
              expect(span.end).toBeGreaterThan(span.start);
              expect(span.end).toBeLessThanOrEqual((segment.audioEnd - segment.audioStart) / RATE);
            }
            at = segment.end;
          }
          expect(at).toBe(length);
          // Every span of voice is in some segment, as a whole or in parts that touch.
          const heard = segments.flatMap(({ audioStart, voice = [] }) =>
            voice.map(({ start, end }) => ({ start: start + audioStart / RATE, end: end + audioStart / RATE })),
          );
          for (const span of voiceSpans(probabilities)) {
            let to = span.start;
            for (const { start, end } of heard) if (start <= to + 1e-6) to = Math.max(to, end);
            expect(to).toBeGreaterThanOrEqual(Math.min(span.end, length / RATE) - 1e-6);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
