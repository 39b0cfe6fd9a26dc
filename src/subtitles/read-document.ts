/** Reads a NAME.json, of version 1 or 2. Pure. */
import type { Cue } from "./cue.js";
import { documentOf, type SubtitleDocument } from "./document.js";

/** The document; null if the text is none. What version 1 does not have gets its plainest value. */
export function readDocument(text: string): SubtitleDocument | null {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/u, ""));
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const document = value as Partial<SubtitleDocument>;
  const { version, source, targets = [], cues } = document;
  if (version !== 2 && (version as number | undefined) !== 1) return null;
  if (typeof source !== "string" || !Array.isArray(cues) || !cues.every(isCue) || !areTexts(targets)) return null;
  return documentOf({
    file: typeof document.file === "string" ? document.file : "",
    duration: typeof document.duration === "number" ? document.duration : (cues.at(-1)?.end ?? 0),
    source,
    language: document.language ?? { code: source, how: "given", confidence: 1 },
    targets,
    engine: typeof document.engine === "string" ? document.engine : "",
    translators: document.translators ?? {},
    audio: document.audio ?? { track: 1, channel: null },
    warnings: document.warnings ?? [],
    cues: cues.map((cue) => ({ ...cue, words: Array.isArray(cue.words) ? cue.words : [] })),
    ranks: document.ranks ?? [],
  });
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isCue(value: unknown): value is Cue {
  if (typeof value !== "object" || value === null) return false;
  const { start, end, text } = value as Record<string, unknown>;
  const areStrings = typeof text === "object" && text !== null && areTexts(Object.values(text));
  return typeof start === "number" && typeof end === "number" && areStrings;
}
