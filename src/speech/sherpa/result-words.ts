/** Extracts words from a result of sherpa-onnx. Pure. */
import type { OfflineResult } from "sherpa-onnx-node";
import type { Span, Word } from "../engine.js";
import { wordsFromSegments, wordsFromText, wordsFromTokens } from "./token-words.js";

/**
 * The words, with the best times in the result: of tokens, of phrases, or none.
 *
 * @param seconds length of the piece
 * @param voice where somebody speaks in it; missing: not known
 */
export function wordsOfResult(result: OfflineResult, seconds: number, voice?: readonly Span[]): Word[] {
  const { text, tokens = [], timestamps = [] } = result;
  if (text.trim() === "") return [];
  if (timestamps.length > 0 && timestamps.length === tokens.length) {
    const { durations = [], ys_log_probs: logProbs = [] } = result;
    return wordsFromTokens(tokens, timestamps, seconds, text, { durations, logProbs });
  }
  const { segment_texts: texts = [], segment_timestamps: starts = [], segment_durations: lengths = [] } = result;
  if (texts.length > 0 && texts.length === starts.length) {
    return wordsFromSegments(texts, starts, lengths, seconds, voice);
  }
  return wordsFromText(text, voice && voice.length > 0 ? voice : [{ start: 0, end: seconds }]);
}
