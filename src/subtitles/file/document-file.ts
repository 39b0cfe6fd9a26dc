/** Sister's own JSON as a subtitle file. Pure. */
import { plain } from "./styled-text.js";
import type { FileCue, SubtitleFile } from "./subtitle-file.js";

/**
 * The cues of one language of a NAME.json of version 1 or 2.
 *
 * @param language default: the source
 * @returns null if the text is no such document, or has no cue in the language
 */
export function readDocumentFile(text: string, language?: string): SubtitleFile | null {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/u, ""));
  } catch {
    return null;
  }
  const document = value as { source?: unknown; cues?: unknown } | null;
  if (typeof document?.source !== "string" || !Array.isArray(document.cues)) return null;
  const wanted = language ?? document.source;
  const cues = (document.cues as unknown[]).flatMap((one): FileCue[] => {
    const {
      start,
      end,
      text: texts,
    } = (one ?? {}) as { start?: unknown; end?: unknown; text?: Record<string, unknown> };
    const own = texts?.[wanted];
    if (typeof start !== "number" || typeof end !== "number" || typeof own !== "string" || own.trim() === "") return [];
    const from = Math.max(0, Math.round(start * 1000));
    return [{ start: from, end: Math.max(from, Math.round(end * 1000)), content: plain(own) }];
  });
  if (cues.length === 0 && (document.cues as unknown[]).length > 0) return null;
  return { language: wanted, cues, heads: {}, notes: [] };
}
