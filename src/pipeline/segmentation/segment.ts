/** Segments, the pieces of audio that are recognized one by one, and the contract of their cutters. */
import type { Span } from "../../speech/engine.js";

/**
 * A piece of the audio, in samples from the start of the presentation. `[start, end)` is its own; the engine also gets
 * some audio around it.
 */
export interface Segment {
  index: number;
  start: number;
  end: number;
  /** The engine gets `[audioStart, audioEnd)`, which lies within the audio. */
  audioStart: number;
  audioEnd: number;
  /**
   * Spans of `[audioStart, audioEnd)` with voice, in seconds from `audioStart`, in order. [] for a segment without
   * voice, which is not sent to an engine. Missing if audio is cut by level: not known.
   */
  voice?: readonly Span[];
  /**
   * The cut runs through speech: the engine gets the same 2 s around it for both segments, and their words decide where
   * one ends.
   */
  overlapsBefore?: true;
  overlapsAfter?: true;
}

/** The length of segments, in seconds. If audio is cut by voice, pauses do not count. */
export interface SegmentationOptions {
  /** The wanted length. */
  target: number;
  /** No segment is longer. */
  max: number;
}

/**
 * Cuts audio that arrives as a stream. The segments partition the samples, and do not depend on how the stream is
 * divided.
 */
export interface Segmenter {
  /**
   * Takes the next samples, and the next probabilities of speech, which may come later than their samples. Returns the
   * segments that are complete.
   */
  push(samples: Int16Array, probabilities: Float32Array): Segment[];
  /** The audio has ended: takes the last probabilities, returns the remaining segments. */
  end(probabilities: Float32Array): Segment[];
}
