/**
 * Cues as a text track of the element itself. Phones of Apple show only the bare video in full screen, without the page's overlay: there the track
 * takes its place.
 */
import type { ShownCue } from "./shown-cue.js";

/** Whether full screen shows the bare video alone. */
export const hasBareFullScreen = (): boolean =>
  !document.fullscreenEnabled && "webkitEnterFullscreen" in HTMLVideoElement.prototype;

/** Of each element, because a track can be added to it but not be removed. */
const tracks = new WeakMap<HTMLVideoElement, TextTrack>();

/** Puts these cues into the element's track; shown while the bare video fills the screen. Returns the function that ends it. */
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
