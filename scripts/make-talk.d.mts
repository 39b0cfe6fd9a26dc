/** See make-talk.mjs. */
export function makeTalk(options: {
  output: string;
  /**
   * Least duration in seconds: the sentences repeat until it is reached. By default all sentences are spoken once (97
   * s).
   */
  seconds?: number;
  /** `"1280x720"` by default. */
  size?: string;
  /** Frames per second; 25 by default. */
  rate?: number;
}): Promise<{
  file: string;
  seconds: number;
  /** The spoken text, one sentence per line. */
  text: string;
  sentences: { text: string; start: number; end: number }[];
}>;
