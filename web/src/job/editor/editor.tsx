/** The place of the editor. */
import type { Job } from "../../api/client.js";
import type { Playback } from "../../player/playback.js";
import type { ShownCue } from "../../player/shown-cue.js";

export interface EditorProps {
  job: Job;
  playback: Playback;
  /** Called after each edit with a function that gives a language's cues as they are, for the overlay. */
  onCues?: (cues: (language: string) => readonly ShownCue[]) => void;
}

export function Editor(_props: EditorProps) {
  return null;
}
