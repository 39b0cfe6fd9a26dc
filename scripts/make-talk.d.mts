/** See make-talk.mjs. */
export function makeTalk(options: {
  output: string;
  /** At least so long: the sentences are said again until it is reached; by default all is said once (97 s). */
  seconds?: number;
  /** `"1280x720"` by default. */
  size?: string;
  /** Frames per second; 25 by default. */
  rate?: number;
}): Promise<{
  file: string;
  seconds: number;
  /** What is said, a sentence a line. */
  text: string;
  sentences: { text: string; start: number; end: number }[];
}>;
