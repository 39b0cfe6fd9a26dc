/** The contract of voice activity detection: audio in, probabilities of speech out. */

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
