/** Detects voice in a few samples, for `chooseSound`. */
import type { VoiceOf } from "../../media/sound/channels.js";
import { type VoiceDetector } from "../../speech/voice/detector.js";
import { openVoiceDetector } from "../../speech/voice/open-detector.js";

/**
 * Runs work with a voice detector. Its process starts at the first call and ends with the work.
 *
 * @example
 * const sound = await withVoice((voiceOf) => chooseSound(info, wish, { voiceOf }));
 */
export async function withVoice<T>(work: (voiceOf: VoiceOf) => Promise<T>): Promise<T> {
  // Detectors share one process, which ends with the last of them: this one keeps it alive.
  let kept: VoiceDetector | null = null;
  try {
    return await work(async (samples) => {
      kept ??= await openVoiceDetector();
      return probabilitiesOf(samples);
    });
  } finally {
    await (kept as VoiceDetector | null)?.close();
  }
}

async function probabilitiesOf(samples: Int16Array): Promise<Float32Array> {
  const detector = await openVoiceDetector();
  try {
    const first = await detector.push(samples);
    const last = await detector.end();
    const all = new Float32Array(first.length + last.length);
    all.set(first);
    all.set(last, first.length);
    return all;
  } finally {
    await detector.close();
  }
}
