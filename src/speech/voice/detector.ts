/** The contract of voice activity detection: audio in, probabilities of speech out; and how a detector is opened. */
import { messageOf } from "../../errors.js";
import { BlockDetector } from "./block-detector.js";
import { ENERGY } from "./energy.js";
import { SileroChild, vadModelFile, type SileroOptions } from "./silero-child.js";

/** A detector of one stream of audio (16 kHz mono). */
export interface VoiceDetector {
  /** Name, digest of the model, settings: part of the key under which results are kept. */
  readonly id: string;
  /** What a person reads: "Silero VAD". */
  readonly name: string;
  /** Process id of the child that holds the model; null while there is none. */
  readonly pid: number | null;
  /**
   * Takes the next samples. Returns probabilities of speech, 0 to 1, of windows of 512 samples (32 ms), in order from the start of the audio.
   * They come in blocks of 24.6 s, as soon as a block's samples are there: a push may bring none, or those of several blocks. The
   * probabilities are the same however the audio is divided into pushes. One call at a time. Rejects only after `close`.
   */
  push(samples: Int16Array): Promise<Float32Array>;
  /** The audio is over: probabilities of the remaining windows, the last of which may be partial. */
  end(): Promise<Float32Array>;
  close(): Promise<void>;
}

/** 32 ms at 16 kHz: what one probability is about. */
export { WINDOW_SAMPLES } from "./block-detector.js";

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
