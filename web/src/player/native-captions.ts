/**
 * Cues as a text track of the video element. In full screen, Apple's phones show only the bare video, without the
 * page's overlay. There the track replaces the overlay.
 */
import type { ShownCue } from "./shown-cue.js";

/** Whether full screen shows only the bare video. */
export const hasBareFullScreen = (): boolean =>
  !document.fullscreenEnabled && "webkitEnterFullscreen" in HTMLVideoElement.prototype;

/** One track for each element: a track can be added but not removed. */
const tracks = new WeakMap<HTMLVideoElement, TextTrack>();

/**
 * Puts cues into the element's track, which is shown while the bare video fills the screen. Returns the function that
 * ends this.
 */
export function followInFullScreen(video: HTMLVideoElement, cues: readonly ShownCue[], language: string): () => void {
  if (!hasBareFullScreen()) return () => undefined;
  const track = tracks.get(video) ?? video.addTextTrack("subtitles", language, language);
  tracks.set(video, track);
  // Cues of a disabled track cannot be read or removed.
  track.mode = "hidden";
  for (const cue of [...(track.cues ?? [])]) track.removeCue(cue);
  for (const { start, end, text } of cues) if (end > start) track.addCue(new VTTCue(start, end, text));
  const listening = new AbortController();
  const { signal } = listening;
  video.addEventListener("webkitbeginfullscreen", () => (track.mode = "showing"), { signal });
  video.addEventListener("webkitendfullscreen", () => (track.mode = "hidden"), { signal });
  return () => listening.abort();
}
