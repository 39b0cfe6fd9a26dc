/** The JSON document of subtitles that were read, not recognized. Pure. */
import type { FileCue } from "../../subtitles/file/subtitle-file.js";
import { documentOf, type SubtitleDocument } from "../../subtitles/document.js";

export interface ReadSubtitles extends Pick<SubtitleDocument, "file" | "source" | "translators" | "warnings"> {
  /** Seconds; missing: until the last cue ends. */
  readonly duration?: number;
  /** What was read, for the place of the engine: "subtitle track 2 (eng)". */
  readonly origin: string;
  /** The cues of each language, the source first. All have as many cues. */
  readonly languages: ReadonlyMap<string, readonly FileCue[]>;
  /** Numbers (from 1) of the cues of which a translation failed. */
  readonly failed: ReadonlySet<number>;
}

/** The document: it has no words with times, because none were heard. */
export function documentOfCues(subtitles: ReadSubtitles): SubtitleDocument {
  const { file, source, translators, warnings, origin, languages, failed } = subtitles;
  const cues = languages.get(source) ?? [];
  return documentOf({
    file,
    duration: subtitles.duration ?? Math.max(0, ...cues.map(({ end }) => end)) / 1000,
    source,
    language: { code: source, how: "given", confidence: 1 },
    targets: [...languages.keys()].filter((language) => language !== source),
    engine: origin,
    translators,
    audio: { track: 1, channel: null },
    warnings,
    cues: cues.map(({ start, end }, i) => ({
      index: i + 1,
      start: start / 1000,
      end: end / 1000,
      text: Object.fromEntries([...languages].map(([language, own]) => [language, own[i]?.content.text ?? ""])),
      words: [],
      ...(failed.has(i + 1) ? { failed: true } : {}),
    })),
    ranks: [],
  });
}
