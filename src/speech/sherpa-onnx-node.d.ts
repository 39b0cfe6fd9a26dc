/** The part of sherpa-onnx-node that Sister uses; the package has no declarations. */
declare module "sherpa-onnx-node" {
  export interface OfflineResult {
    text: string;
    tokens?: string[];
    /** Start of each token, in seconds. */
    timestamps?: number[];
    segment_timestamps?: number[];
    segment_durations?: number[];
    segment_texts?: string[];
  }
  export interface OfflineStream {
    acceptWaveform(audio: { sampleRate: number; samples: Float32Array }): void;
  }
  export class OfflineRecognizer {
    static createAsync(config: object): Promise<OfflineRecognizer>;
    createStream(): OfflineStream;
    decodeAsync(stream: OfflineStream): Promise<OfflineResult>;
  }
  const module: { OfflineRecognizer: typeof OfflineRecognizer };
  export default module;
}
