/** The JSON document of a subtitled video: everything that is known of it. Pure. */
import type { Cue, TimedWord } from "./cue.js";
import { cueText, lineText } from "./text/plain-text.js";

/** A rank's share of the work. Times are in seconds. */
export interface RankReport {
  rank: number;
  host: string;
  segments: number;
  audioSeconds: number;
  busySeconds: number;
  idleSeconds: number;
}

/** A note for people about a result that was written nevertheless. */
export interface Warning {
  /**
   * - `no-speech`: no word was found
   * - `sounds-foreign`: the words do not sound like the language of the job
   * - `engine-fallback`: a weaker engine than the default one did the work
   * - `damaged-sound`: parts of the sound could not be decoded
   * - `not-resumable`: finished segments could not be kept
   * - `voice-fallback`: voice was detected by the energy of the sound only
   * - `times-estimated`: the aligner failed, so times of words are estimates
   * - `unused-sound`: tracks or channels that have sound were not transcribed
   * - `untranslated`: passages have no translation
   * - `glossary`: translations of terms are missing
   * - `script-unsaid`: parts of the given script were not said
   * - `script-extra`: something was said that is not in the script
   * - `no-font`: no font has some of the letters to burn in
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
    | "glossary"
    | "script-unsaid"
    | "script-extra"
    | "no-font";
  message: string;
}

/** The language of the speech, and where it is known from. */
export interface SpokenLanguage {
  code: string;
  how: "given" | "detected";
  /** 0 to 1; 1 if it was given. */
  confidence: number;
}

export interface SubtitleDocument {
  version: 2;
  /** The video's path, without control characters. */
  file: string;
  /** Length of the video in seconds. */
  duration: number;
  source: string;
  language: SpokenLanguage;
  targets: string[];
  engine: string;
  /** The id of the translator of each target. */
  translators: Record<string, string>;
  /** The sound that was transcribed: the audio track, from 1; and the channel, from 1, or null for all channels mixed. */
  audio: { track: number; channel: number | null };
  warnings: Warning[];
  cues: Cue[];
  ranks: RankReport[];
}

/** Builds the document: rounds times to milliseconds, applies the rule for text, and drops unknown fields. */
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

/** A word with times rounded to milliseconds, and with the fields of the document only. */
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
