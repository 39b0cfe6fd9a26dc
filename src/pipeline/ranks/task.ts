/** What is dealt to ranks, and what comes back. Plain data: it travels. */
import type { PieceOrder } from "../../media/burn/encode-piece.js";
import type { DeviceRequest } from "../../speech/devices.js";
import type { Span, Word } from "../../speech/engine.js";
import type { SpeechConfig } from "../../speech/engines.js";
import type { Devices } from "../../speech/recognizer.js";
import type { TranslatorChoice } from "../../translation/translators.js";

/** Hear one segment. Its samples travel beside it. */
export interface RecognizeTask {
  kind: "recognize";
  /** By which it can be dropped. Numbers of the transport's own user, from 1; missing: it will not be. */
  id?: number;
  /** Language of the speech, BCP 47. */
  language: string;
  /** Index of the segment. */
  segment: number;
  /** Samples that the engine hears, margins included. */
  sampleCount: number;
  /** Seconds of audio that are the segment's own: the unit of progress. */
  seconds: number;
  /** What it probably costs, in any unit: the longest are dealt first. */
  estimate: number;
  /** What it costs on the sleep engine, in seconds. */
  cost?: number;
  /** Where a voice speaks, in seconds from the first sample; missing: not known. */
  voice?: readonly Span[];
}

/** Translate some units into one language. */
export interface TranslateTask {
  kind: "translate";
  /** As of a RecognizeTask. */
  id?: number;
  /** Number of the batch, from 0. */
  batch: number;
  source: string;
  target: string;
  /** The id of the translator. */
  translator: string;
  texts: string[];
  estimate: number;
}

/** Encode one piece of a burn. */
export interface EncodeTask {
  kind: "encode";
  /** As of a RecognizeTask. */
  id?: number;
  /** Number of the piece, from 0. */
  piece: number;
  /** Seconds of video. */
  estimate: number;
  /** What to make, with the pictures; null until it leaves. */
  order: PieceOrder | null;
}

export type Task = RecognizeTask | TranslateTask | EncodeTask;

/** A task with its samples, ready to leave. */
export interface LoadedTask {
  task: Task;
  /** The samples of a `recognize`; empty for others. */
  samples: Int16Array;
}

/** How a task ended. */
export type TaskResult =
  /** `unaligned`: why the aligner failed, so that the words' times are estimates that another run may better. */
  | { kind: "recognized"; segment: number; words: Word[]; attempts: number; engine: string; unaligned?: string }
  | { kind: "recognition-failed"; segment: number; message: string; attempts: number }
  | { kind: "translated"; batch: number; texts: (string | null)[]; unknownWords: number; problem: string | null }
  /** `video`: as `encodePiece` gives it. */
  | { kind: "encoded"; piece: number; video: Uint8Array }
  | { kind: "encoding-failed"; piece: number; message: string }
  /** Its result is not wanted any more. */
  | { kind: "dropped" }
  /** Not a task's end: the rank can begin another task, while its last one is completed (its words are being aligned). */
  | { kind: "engine-free" };

/** What engines shall compute with on one host, by the hostfile. */
export interface HostDevices extends DeviceRequest {
  /** As the hostfile names it; it may be an address. */
  host: string;
}

/** What every rank needs to get ready for a job. */
export interface WorkSpec {
  speech: SpeechConfig;
  language: string;
  /** Languages to translate into; none: transcribe only. */
  targets: string[];
  /** The translator of each target. */
  translators: TranslatorChoice;
  /** How often a segment is tried before it counts as failed. */
  attempts: number;
  /** Hosts of which the hostfile asks something; missing: none. */
  devices?: HostDevices[];
  /** For the sleep engine alone: the speed of each rank, 1 if missing. */
  speeds?: number[];
}

/** A rank that is ready. */
export interface RankInfo {
  rank: number;
  host: string;
  /** `SpeechEngine.id`: all ranks must have the same, or results would depend on who heard what. */
  engine: string;
  /** `SpeechEngine.name`. */
  engineName: string;
  /** `SpeechEngine.segmentSeconds`: how long the pieces are that it wants. */
  segmentSeconds: { target: number; max: number };
  /** `SpeechEngine.segmentation`: how it wants audio cut. */
  segmentation: "voice" | "level";
  /** What its engine computes with. */
  devices: Devices;
}

/** A rank's account of a job. */
export interface RankAccount {
  rank: number;
  host: string;
  segments: number;
  audioSeconds: number;
  busySeconds: number;
  idleSeconds: number;
  /** How often its engine's process had to be started again. */
  engineRestarts: number;
}
