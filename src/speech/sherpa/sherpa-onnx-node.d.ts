/** Declarations of the part of sherpa-onnx-node that Sister uses; the package has none. */
declare module "sherpa-onnx-node" {
  export interface OfflineResult {
    text: string;
    /** Whisper's code of the language, or SenseVoice's mark ("<|en|>"). "" for other families. */
    lang?: string;
    tokens?: string[];
    /** Start of each token, in seconds. */
    timestamps?: number[];
    /** Seconds of each token. Few families have them. */
    durations?: number[];
    /** Logarithm of each token's probability. Few families have them. */
    ys_log_probs?: number[];
    segment_timestamps?: number[];
    segment_durations?: number[];
    segment_texts?: string[];
  }
  export interface OfflineStream {
    acceptWaveform(audio: { sampleRate: number; samples: Float32Array }): void;
    /** An option for one piece: "language" for Cohere's models. */
    setOption(key: string, value: string): void;
  }
  export class OfflineRecognizer {
    static createAsync(config: object): Promise<OfflineRecognizer>;
    createStream(): OfflineStream;
    decodeAsync(stream: OfflineStream): Promise<OfflineResult>;
    /** Changes settings of whisper and canary that may differ between pieces. */
    setConfig(config: object): void;
  }
  const module: { OfflineRecognizer: typeof OfflineRecognizer };
  export default module;
}
