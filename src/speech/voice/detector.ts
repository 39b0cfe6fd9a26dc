/** The contract of voice activity detection: audio in, probabilities of speech out. */

/** A detector of one stream of audio (16 kHz mono). */
export interface VoiceDetector {
  /** Name, digest of the model and settings: part of the key under which results are kept. */
  readonly id: string;
  /** A name for people: "Silero VAD". */
  readonly name: string;
  /** Process id of the child that holds the model. Null while there is none. */
  readonly pid: number | null;
  /**
   * Takes the next samples. Returns probabilities of speech, 0 to 1, for windows of 512 samples (32 ms), in order from
   * the start of the audio. They come in blocks of 24.6 s as soon as a block is complete: one push may return none, or
   * those of several blocks. The probabilities do not depend on how the audio is divided into pushes. One call at a
   * time. Rejects only after `close`.
   */
  push(samples: Int16Array): Promise<Float32Array>;
  /** Ends the audio. Returns probabilities of the remaining windows; the last window may be partial. */
  end(): Promise<Float32Array>;
  close(): Promise<void>;
}
