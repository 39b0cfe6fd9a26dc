/** Looks for speech in the audio tracks that were not recognized: so that a result without words can name the right one. */
import { listAudioTracks } from "../media/audio-tracks.js";
import { decodeAudio } from "../media/decode.js";
import type { AudioTrack, MediaInfo } from "../media/media.js";
import { openVoiceDetector } from "../speech/voice/detector.js";

/** Voice of this length is speech, in seconds; in a track that has ended, which may hold one sentence, of the second. */
const SPEECH_SECONDS = 3;
const SHORT_SPEECH_SECONDS = 0.5;
/** How much of each track is looked at, in seconds: a title sequence is shorter. */
const LOOKED_AT_SECONDS = 600;
/** Probability from which a window counts as voice. */
const VOICE = 0.5;
const WINDOW_SECONDS = 512 / 16_000;

/**
 * The audio tracks, other than the one that was heard, in which somebody speaks. [] if they cannot be looked at: this only makes
 * a message better.
 */
export async function tracksWithSpeech(info: MediaInfo, signal?: AbortSignal): Promise<AudioTrack[]> {
  const found: AudioTrack[] = [];
  try {
    const tracks = await listAudioTracks(info.file, signal);
    for (const track of tracks) {
      if (track.streamIndex !== info.audio.streamIndex && (await hasSpeech(info, track, signal))) found.push(track);
    }
  } catch {
    signal?.throwIfAborted();
  }
  return found;
}

async function hasSpeech(info: MediaInfo, { streamIndex }: AudioTrack, signal?: AbortSignal): Promise<boolean> {
  const { promisedEnd: _ofAnotherTrack, ...audio } = info.audio;
  const detector = await openVoiceDetector();
  try {
    let voiced = 0;
    let looked = 0;
    const look = (probabilities: Float32Array): void => {
      looked += probabilities.length * WINDOW_SECONDS;
      voiced += probabilities.filter((probability) => probability >= VOICE).length * WINDOW_SECONDS;
    };
    for await (const samples of decodeAudio({ ...info, audio: { ...audio, streamIndex } }, signal ? { signal } : {})) {
      look(await detector.push(samples));
      if (voiced >= SPEECH_SECONDS) return true;
      if (looked >= LOOKED_AT_SECONDS) return false;
    }
    look(await detector.end());
    return voiced >= SHORT_SPEECH_SECONDS;
  } finally {
    await detector.close();
  }
}

/** "track 2 (English, eng)" and so on, for people. */
export function nameTracks(tracks: readonly AudioTrack[]): string {
  return tracks
    .map(({ track, language, title }) => {
      const about = [title, language].filter((text) => text !== null).join(", ");
      return `track ${track}${about === "" ? "" : ` (${about})`}`;
    })
    .join(", ");
}
