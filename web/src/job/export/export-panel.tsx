/** The place of the style and the downloads. */
import type { Job } from "../../api/client.js";
import type { Playback } from "../../player/playback.js";

export interface ExportPanelProps {
  job: Job;
  playback: Playback;
}

export function ExportPanel(_props: ExportPanelProps) {
  return null;
}
