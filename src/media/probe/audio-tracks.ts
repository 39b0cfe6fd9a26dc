/** Lists the audio tracks of a file, for descriptions that an older version stored without them. */
import { MEDIA_FORMATS, runFfprobe } from "../ffmpeg.js";
import type { AudioTrack } from "./media.js";
import { audioTracksOf, type ProbedFile } from "./probed-streams.js";

/**
 * All audio tracks that this ffmpeg can decode, in the file's order. Rejects with an FfmpegFailure if the file cannot
 * be read.
 *
 * @example
 * await listAudioTracks("film.mkv"); // [{ streamIndex: 1, track: 1, language: "jpn", … }, …]
 */
export async function listAudioTracks(file: string, signal?: AbortSignal): Promise<AudioTrack[]> {
  const text = await runFfprobe({ file, formats: MEDIA_FORMATS }, ["-show_format", "-show_streams", "-of", "json"], {
    signal,
  });
  return audioTracksOf(JSON.parse(text) as ProbedFile);
}
