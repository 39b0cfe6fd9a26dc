/** The part of sherpa-onnx-node that Sister uses; the package has no declarations. */
declare module "sherpa-onnx-node" {
  export interface OfflineResult {
    text: string;
    /** Whisper's code of the language, or SenseVoice's mark ("<|en|>"); "" of other families. */
    lang?: string;
    tokens?: string[];
    /** Start of each token, in seconds. */
    timestamps?: number[];
    /** Seconds of each token; few families have them. */
    durations?: number[];
    /** Logarithm of each token's probability; few families have them. */
    ys_log_probs?: number[];
    segment_timestamps?: number[];
    segment_durations?: number[];
    segment_texts?: string[];
  }
  export interface OfflineStream {
    acceptWaveform(audio: { sampleRate: number; samples: Float32Array }): void;
    /** Of one piece: "language" for Cohere's models. */
    setOption(key: string, value: string): void;
  }
  export class OfflineRecognizer {
    static createAsync(config: object): Promise<OfflineRecognizer>;
    createStream(): OfflineStream;
    decodeAsync(stream: OfflineStream): Promise<OfflineResult>;
    /** Takes the settings of whisper and canary that may change between pieces. */
    setConfig(config: object): void;
  }
  const module: { OfflineRecognizer: typeof OfflineRecognizer };
  export default module;
}
