/** What Sister needs to know of a video or audio file. */
export interface MediaInfo {
  /** The path as it was given. */
  file: string;
  /** Length of the presentation in seconds. */
  duration: number;
  /** Presentation start of the container in seconds (an MPEG-TS may start at 10): time 0 of every cue. */
  startTime: number;
  container: string;
  video: { codec: string; width: number; height: number; frameRate: number } | null;
  audio: { streamIndex: number; codec: string; channels: number; sampleRate: number };
}
