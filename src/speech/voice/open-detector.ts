/** Opens a voice detector. */
import { messageOf } from "../../errors.js";
import { BlockDetector } from "./block-detector.js";
import type { VoiceDetector } from "./detector.js";
import { ENERGY } from "./energy.js";
import { SileroChild, vadModelFile, type SileroOptions } from "./silero-child.js";

export interface VoiceOptions extends SileroOptions {
  /** Called once if voice is found by loudness, because the model does not load or its process died repeatedly. */
  onWarning?: (message: string) => void;
  /** The file of the model. Default: SISTER_VAD_MODEL, or the file in the models' folder. */
  file?: string;
}

/**
 * Opens a detector: Silero in a child process, which all detectors of this process share. If it does not load, voice is
 * found by loudness. Never rejects.
 *
 * @example
 * const detector = await openVoiceDetector({ onWarning: console.warn });
 * for await (const samples of audio) use(await detector.push(samples));
 * use(await detector.end());
 * await detector.close();
 */
export async function openVoiceDetector(options: VoiceOptions = {}): Promise<VoiceDetector> {
  const warn = (reason: string): void =>
    options.onWarning?.(`speech is found only by loudness, so music or noise may count as speech: ${reason}`);
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
