/**
 * Looks for speech in the audio tracks that were not recognized, so that a warning about a result without words can
 * name the right one.
 */
import { decodeAudio } from "../../media/sound/decode.js";
import type { AudioTrack, MediaInfo } from "../../media/probe/media.js";
import { implausibleSound } from "../../media/sound/plausible.js";
import { openVoiceDetector } from "../../speech/voice/open-detector.js";

/** Seconds of voice that count as speech; the second is for a track that has ended, which may hold one sentence. */
const SPEECH_SECONDS = 3;
const SHORT_SPEECH_SECONDS = 0.5;
/** Seconds of each track that are examined: a title sequence is shorter. */
const EXAMINED_SECONDS = 600;
/** Probability from which a window counts as voice. */
const VOICE = 0.5;
const WINDOW_SECONDS = 512 / 16_000;

/**
 * The audio tracks with speech, other than the one that was recognized. [] if they cannot be examined: this only
 * improves a message.
 */
export async function tracksWithSpeech(info: MediaInfo, signal?: AbortSignal): Promise<AudioTrack[]> {
  const found: AudioTrack[] = [];
  try {
    for (const track of info.tracks ?? []) {
      if (implausibleSound(track) !== null) continue;
      if (track.streamIndex !== info.audio.streamIndex && (await hasSpeech(info, track, signal))) found.push(track);
    }
  } catch {
    signal?.throwIfAborted();
  }
  return found;
}

async function hasSpeech(info: MediaInfo, track: AudioTrack, signal?: AbortSignal): Promise<boolean> {
  const { channels, hasLayout } = track;
  const weights = channels > 2 && !hasLayout ? Array.from({ length: channels }, () => 1 / channels) : null;
  const detector = await openVoiceDetector();
  try {
    let voiced = 0;
    let looked = 0;
    const look = (probabilities: Float32Array): void => {
      looked += probabilities.length * WINDOW_SECONDS;
      voiced += probabilities.filter((probability) => probability >= VOICE).length * WINDOW_SECONDS;
    };
    for await (const samples of decodeAudio({ ...info, audio: track }, { weights, ...(signal ? { signal } : {}) })) {
      look(await detector.push(samples));
      if (voiced >= SPEECH_SECONDS) return true;
      if (looked >= EXAMINED_SECONDS) return false;
    }
    look(await detector.end());
    return voiced >= SHORT_SPEECH_SECONDS;
  } finally {
    await detector.close();
  }
}
