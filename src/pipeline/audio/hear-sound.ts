/** The sound of a job: it is chosen while the ranks get ready, and then decoded. */
import { decodeAudio } from "../../media/sound/decode.js";
import type { MediaInfo } from "../../media/probe/media.js";
import { chooseSound, type Sound } from "../../media/sound/choose-sound.js";
import { DURATION_MOST } from "../../media/sound/plausible.js";
import type { SoundWish } from "../../media/sound/tracks.js";
import type { Warning } from "../../subtitles/document.js";
import { withVoice } from "./voice-of.js";

export interface HearOptions {
  /** The most seconds of sound that are decoded; DURATION_MOST by default. */
  secondsMost?: number | undefined;
  onWarning: (warning: Warning) => void;
  signal?: AbortSignal | undefined;
}

export interface HeardSound {
  /** The chosen sound. Rejects if the file cannot be examined. */
  chosen: Promise<Sound>;
  /** 16 kHz mono; begins when the sound is chosen. */
  audio: AsyncIterable<Int16Array>;
}

/**
 * Begins to choose at once, and decodes when `audio` is read.
 *
 * @example
 * const { chosen, audio } = hearSound(info, wish, { onWarning });
 */
export function hearSound(info: MediaInfo, wish: SoundWish, options: HearOptions): HeardSound {
  const { secondsMost = DURATION_MOST, onWarning, signal } = options;
  const chosen = withVoice((voiceOf) => chooseSound(info, wish, { voiceOf, signal }));
  // The reader of `audio` gets the failure too. Nobody reads it if the job failed before.
  chosen.catch(() => undefined);
  return { chosen, audio: decode() };

  async function* decode(): AsyncGenerator<Int16Array, void, undefined> {
    const sound = await chosen;
    if (sound.unused !== null) onWarning(unusedSound(sound.unused, sound.description));
    yield* decodeAudio(sound.info, {
      weights: sound.weights,
      secondsMost,
      ...(signal ? { signal } : {}),
      onWarning: (message) => onWarning({ code: "damaged-sound", message }),
    });
  }
}

function unusedSound(unused: string, description: string): Warning {
  const message = `${unused} also has sound and was not used; ${description} was used`;
  return { code: "unused-sound", message: `${message} (--audio-track, audioTrack or --channel choose another)` };
}
