/** How a voice detector is opened. */
import { messageOf } from "../../errors.js";
import { BlockDetector } from "./block-detector.js";
import type { VoiceDetector } from "./detector.js";
import { ENERGY } from "./energy.js";
import { SileroChild, vadModelFile, type SileroOptions } from "./silero-child.js";

export interface VoiceOptions extends SileroOptions {
  /** Told once, in plain words, when voice is found by loudness because the model does not load or its process died repeatedly. */
  onWarning?: (message: string) => void;
  /** The model's file. Default: SISTER_VAD_MODEL, or the one of the models' folder. */
  file?: string;
}

/**
 * Opens a detector: Silero in a child process, which all detectors of this process share; where it does not load, loudness. Never rejects.
 *
 * @example
 * const detector = await openVoiceDetector({ onWarning: console.warn });
 * for await (const samples of audio) use(await detector.push(samples));
 * use(await detector.end());
 * await detector.close();
 */
export async function openVoiceDetector(options: VoiceOptions = {}): Promise<VoiceDetector> {
  const warn = (reason: string): void =>
    options.onWarning?.(
      `speech is told from silence by loudness alone, and music or noise may pass for speech: ${reason}`,
    );
  try {
    const silero = await SileroChild.open(options.file ?? vadModelFile(), options);
    return new BlockDetector(silero, {
      model: ENERGY,
      onWarning: (reason) => warn(`the process of the voice detector failed repeatedly (${reason})`),
    });
  } catch (error) {
    warn(messageOf(error));
    return new BlockDetector(ENERGY);
  }
}
