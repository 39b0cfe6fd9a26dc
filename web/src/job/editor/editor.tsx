/** The place of the editor. */
import type { Job } from "../../api/client.js";
import type { Playback } from "../../player/playback.js";
import type { ShownCue } from "../../player/shown-cue.js";

export interface EditorProps {
  job: Job;
  playback: Playback;
  /** Called with the cues of each language as they are at the moment, for the overlay. */
  onCues: (cues: Readonly<Record<string, readonly ShownCue[]>>) => void;
}

export function Editor(_props: EditorProps) {
  return null;
}
