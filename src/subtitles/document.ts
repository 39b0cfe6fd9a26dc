/** The JSON form: everything that is known of a subtitled video. Pure. */
import type { Cue } from "./cue.js";

/** A rank's share of the work. Times in seconds. */
export interface RankReport {
  rank: number;
  host: string;
  segments: number;
  audioSeconds: number;
  busySeconds: number;
  idleSeconds: number;
}

export interface SubtitleDocument {
  version: 1;
  file: string;
  /** Of the video, in seconds. */
  duration: number;
  source: string;
  targets: string[];
  engine: string;
  cues: Cue[];
  ranks: RankReport[];
}

/** Builds the document: times rounded to milliseconds, nothing in it that the format does not name. */
export function documentOf(content: Omit<SubtitleDocument, "version">): SubtitleDocument {
  return {
    version: 1,
    file: content.file,
    duration: round(content.duration),
    source: content.source,
    targets: content.targets,
    engine: content.engine,
    cues: content.cues.map((cue) => ({
      index: cue.index,
      start: round(cue.start),
      end: round(cue.end),
      text: cue.text,
      words: cue.words.map(({ text, start, end, confidence }) => ({
        text,
        start: round(start),
        end: round(end),
        confidence,
      })),
      ...(cue.failed ? { failed: true } : {}),
    })),
    ranks: content.ranks.map(({ rank, host, segments, audioSeconds, busySeconds, idleSeconds }) => ({
      rank,
      host,
      segments,
      audioSeconds: round(audioSeconds),
      busySeconds: round(busySeconds),
      idleSeconds: round(idleSeconds),
    })),
  };
}

export function documentText(document: SubtitleDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
