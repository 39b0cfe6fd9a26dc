/** The tasks that ranks get, and their results. Plain data: it travels between processes. */
import type { PieceOrder } from "../../media/burn/encode-piece.js";
import type { DeviceRequest } from "../../speech/devices.js";
import type { Span, Word } from "../../speech/engine.js";
import type { SpeechConfig } from "../../speech/engines.js";
import type { Devices } from "../../speech/recognizer.js";
import type { Term } from "../../translation/glossary/glossary.js";
import type { RankReport } from "../../subtitles/document.js";

/** Marks that the pool of ranks puts on a task. */
interface Addressed {
  /** The job that the task belongs to, as `Transport.begin` names it; missing: it is counted for no job. */
  job?: number;
  /** The number by which it can be dropped, from 1, unique in the pool; missing: it cannot be dropped. */
  id?: number;
}

/** Recognize one segment. Its samples travel beside it. */
export interface RecognizeTask extends Addressed {
  kind: "recognize";
  /** Language of the speech, BCP 47. */
  language: string;
  /** Index of the segment. */
  segment: number;
  /** Number of samples for the engine, margins included. */
  sampleCount: number;
  /** Seconds of audio that are the segment's own: the unit of progress. */
  seconds: number;
  /** Its probable cost, in any unit: the longest tasks are dealt first. */
  estimate: number;
  /** Its cost on the sleep engine, in seconds. */
  cost?: number;
  /** Spans with voice, in seconds from the first sample; missing: not known. */
  voice?: readonly Span[];
}

/** Translate some units into one language. */
export interface TranslateTask extends Addressed {
  kind: "translate";
  /** Number of the batch, from 0. */
  batch: number;
  source: string;
  target: string;
  /** The id of the translator. */
  translator: string;
  texts: string[];
  /** Terms of the texts with their translations; missing: none. */
  terms?: readonly Term[];
  /** Characters of text. */
  estimate: number;
}

/** Encode one piece of a burn. */
export interface EncodeTask extends Addressed {
  kind: "encode";
  /** Number of the piece, from 0. */
  piece: number;
  /** Seconds of video. */
  estimate: number;
  /** The piece, with its pictures; null until the task leaves for a rank. */
  order: PieceOrder | null;
}

export type Task = RecognizeTask | TranslateTask | EncodeTask;

/** A task with its samples, ready to leave for a rank. */
export interface LoadedTask {
  task: Task;
  /** The samples of a `recognize`; empty for others. */
  samples: Int16Array;
}

/** A term of a glossary whose translation is not in the translation of a text. */
export interface TermBreach extends Term {
  /** Index of the text in its task. */
  text: number;
}

/** The end of a task. */
export type TaskResult =
  /**
   * `unaligned`: the reason for which the aligner failed; the words' times are then estimates, which another run may
   * improve.
   */
  | { kind: "recognized"; segment: number; words: Word[]; attempts: number; engine: string; unaligned?: string }
  | { kind: "recognition-failed"; segment: number; message: string; attempts: number }
  | {
      kind: "translated";
      batch: number;
      texts: (string | null)[];
      unknownWords: number;
      problem: string | null;
      breaches?: TermBreach[];
    }
  /** `video`: the result of `encodePiece`. */
  | { kind: "encoded"; piece: number; video: Uint8Array }
  | { kind: "encoding-failed"; piece: number; message: string }
  /** The task was dropped before it was done. */
  | { kind: "dropped" };

/** A message from a rank: the end of a task, or that its engine is free. */
export type RankMessage =
  | { rank: number; result: TaskResult; id?: number }
  /** The rank can begin another task while its last one is completed: words are being aligned. */
  | { rank: number; engineFree: true };

/** The devices that engines shall compute with on one host, by the hostfile. */
export interface HostDevices extends DeviceRequest {
  /** The host's name in the hostfile, which may be an address. */
  host: string;
}

/** The engines that every rank opens. */
export interface WorkSpec {
  speech: SpeechConfig;
  language: string;
  /** How often a segment is tried before it counts as failed. */
  attempts: number;
  /** Hosts for which the hostfile sets devices. */
  devices?: HostDevices[];
  /** For the sleep engine only: the speed of each rank, 1 if missing. */
  speeds?: number[];
}

/** A rank that is ready. */
export interface RankInfo {
  rank: number;
  host: string;
  /** `SpeechEngine.id`: all ranks must have the same, or results would depend on which rank got which segment. */
  engine: string;
  /** `SpeechEngine.name`. */
  engineName: string;
  /** `SpeechEngine.segmentSeconds`: the length of segments that the engine wants. */
  segmentSeconds: { target: number; max: number };
  /** `SpeechEngine.segmentation`: how the engine wants audio to be cut. */
  segmentation: "voice" | "level";
  /** The devices that its engine computes with. */
  devices: Devices;
}

/** What a rank did for one job. `idleSeconds`: while the job was open and the rank had nothing to do for any job. */
export interface RankAccount extends RankReport {
  /** How often the process of its engine had to be started again. */
  engineRestarts: number;
}
