/** The JSON form: everything that is known of a subtitled video. Pure. */
import type { Cue, TimedWord } from "./cue.js";
import { cueText, lineText } from "./text/plain-text.js";

/** A rank's share of the work. Times in seconds. */
export interface RankReport {
  rank: number;
  host: string;
  segments: number;
  audioSeconds: number;
  busySeconds: number;
  idleSeconds: number;
}

/** Something that a person should know of a result that was written all the same. */
export interface Warning {
  /**
   * `no-speech`: no word was found; `sounds-foreign`: the words do not sound like the language asked for; `engine-fallback`: a
   * weaker engine than the default one did the work; `damaged-sound`: places that could not be decoded; `not-resumable`:
   * finished segments could not be kept; `voice-fallback`: voice was told from other sound by its energy alone;
   * `times-estimated`: the aligner failed, so that times of words are estimates;
   * `unused-sound`: tracks or channels that have sound were not heard; `untranslated`: passages have no translation;
   * `script-unsaid`: parts of the given script were not said; `script-extra`: something was said that is not in it; `no-font`:
   * letters that were to be burned in have no font.
   */
  code:
    | "no-speech"
    | "sounds-foreign"
    | "engine-fallback"
    | "damaged-sound"
    | "not-resumable"
    | "voice-fallback"
    | "times-estimated"
    | "unused-sound"
    | "untranslated"
    | "script-unsaid"
    | "script-extra"
    | "no-font";
  message: string;
}

/** The language of the speech, and how it is known. */
export interface SpokenLanguage {
  code: string;
  how: "given" | "detected";
  /** 0 to 1; 1 if it was given. */
  confidence: number;
}

export interface SubtitleDocument {
  version: 2;
  /** The video's path, as people read it: without control characters. */
  file: string;
  /** Of the video, in seconds. */
  duration: number;
  source: string;
  language: SpokenLanguage;
  targets: string[];
  engine: string;
  /** The translator of each target. */
  translators: Record<string, string>;
  /** The sound that was heard: `track` among the file's audio tracks, from 1; `channel` null: all of them, mixed. */
  audio: { track: number; channel: number | null };
  warnings: Warning[];
  cues: Cue[];
  ranks: RankReport[];
}

/** Builds the document: times rounded to milliseconds, texts by the rule for text, nothing in it that the format does not name. */
export function documentOf(content: Omit<SubtitleDocument, "version">): SubtitleDocument {
  return {
    version: 2,
    file: lineText(content.file),
    duration: round(content.duration),
    source: content.source,
    language: content.language,
    targets: content.targets,
    engine: content.engine,
    translators: content.translators,
    audio: content.audio,
    warnings: content.warnings,
    cues: content.cues.map((cue) => ({
      index: cue.index,
      start: round(cue.start),
      end: round(cue.end),
      text: Object.fromEntries(Object.entries(cue.text).map(([language, text]) => [language, cueText(text)])),
      words: cue.words.map(roundedWord),
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

/** A word with its times rounded to milliseconds, and nothing else than the format names. */
export function roundedWord({ text, start, end, confidence, estimated }: TimedWord): TimedWord {
  return {
    text: lineText(text),
    start: round(start),
    end: round(end),
    confidence,
    ...(estimated ? { estimated } : {}),
  };
}

export function documentText(document: SubtitleDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function round(seconds: number): number {
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) / 1000 : 0;
}
