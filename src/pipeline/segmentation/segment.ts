/** Segments: the pieces of audio that are recognized one by one, and the contract of what cuts them. */
import type { Span } from "../../speech/engine.js";

/** A piece of the audio, in samples from the start of the presentation. `[start, end)` is its own; the engine also hears what lies around it. */
export interface Segment {
  index: number;
  start: number;
  end: number;
  /** What the engine hears: `[audioStart, audioEnd)`, within the audio. */
  audioStart: number;
  audioEnd: number;
  /**
   * Where in `[audioStart, audioEnd)` a voice speaks, in seconds from `audioStart`, in order. [] for a segment without any voice: it is not sent to
   * an engine. Missing where audio is cut by level: not known.
   */
  voice?: readonly Span[];
  /** A cut ran through speech: this segment and its neighbour both hear 2 s around it, and words tell where one ends and the other begins. */
  overlapsBefore?: true;
  overlapsAfter?: true;
}

/** How long segments should be, in seconds. For segments cut by voice, of packed audio: pauses do not count. */
export interface SegmentationOptions {
  /** Where a cut is wanted. */
  target: number;
  /** No segment is longer. */
  max: number;
}

/** Cuts audio that arrives as a stream; the segments are the same however it is divided. They partition the samples. */
export interface Segmenter {
  /** Takes the next samples, and the next probabilities of speech (which may come later than their samples); returns the segments that are complete. */
  push(samples: Int16Array, probabilities: Float32Array): Segment[];
  /** The audio is over: takes the last probabilities, returns the segments that remain. */
  end(probabilities: Float32Array): Segment[];
}
