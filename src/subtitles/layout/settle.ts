/** Gives cues their final times by the norms. Pure. */
import { readingTime, type CueNorms } from "./cue-norms.js";
import type { Part } from "./partition.js";

/**
 * A cue starts with its speech, or as soon as the cue before it allows. It ends with its speech, later for readers if there is a pause, and never
 * before it has been shown long enough.
 *
 * @param duration of the video, in milliseconds; Infinity if it is not known
 */
export function settle(parts: readonly Part[], norms: CueNorms, duration: number): Part[] {
  const { shortest, longest, between } = norms;
  const settled: Part[] = [];
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1];
    const before = settled.at(-1);
    const free = before ? before.end + between : 0;
    let start = Math.max(part.start, free);
    // The last cue ends with the video.
    if (!next && start + shortest > duration) start = Math.max(free, Math.min(start, duration - shortest));
    if (before) start = withoutFlicker(before, start, norms);
    const wanted = Math.max(part.end, start + readingTime(part.text, norms));
    const room = next ? Math.max(part.start, next.start) - between : duration;
    settled.push({ ...part, start, end: Math.min(wanted, start + longest, Math.max(room, start + shortest)) });
  }
  return settled;
}

/**
 * Closes a pause that is too short to be seen as one, or makes it long enough: by the end of the cue before it, and as a last resort by a later
 * start. Returns the start.
 */
function withoutFlicker(before: Part, start: number, { leastPause, shortest, longest }: CueNorms): number {
  const pause = start - before.end;
  if (pause <= 0 || pause >= leastPause) return start;
  if (start - before.start <= longest) before.end = start;
  else if (start - leastPause - before.start >= shortest) before.end = start - leastPause;
  else return before.end + leastPause;
  return start;
}
