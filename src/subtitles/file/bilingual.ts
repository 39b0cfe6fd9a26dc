/** Subtitles in two languages at once. Pure. */
import { joinStyled } from "./styled-text.js";
import type { FileCue } from "./subtitle-file.js";

/** A cue in both languages; null in one in which it has no text. */
export type CuePair = readonly [first: FileCue | null, second: FileCue | null];

/**
 * Cues with the texts of two languages.
 *
 * @param how `over`: the first language's lines over the second's, in one cue; `apart`: two cues, the first language's at the top of the picture and the
 *   second's at the bottom
 */
export function bilingualCues(pairs: readonly CuePair[], how: "over" | "apart"): FileCue[] {
  return pairs.flatMap(([first, second]): FileCue[] => {
    if (how === "apart") {
      return [
        ...(first ? [{ ...first, anchor: 8 as const }] : []),
        ...(second ? [{ ...second, anchor: 2 as const }] : []),
      ];
    }
    // A number is the same in both.
    if (!first || !second || first.content.text === second.content.text)
      return [first ?? second].filter((cue) => cue !== null);
    return [{ ...first, content: joinStyled([first.content, second.content], "\n") }];
  });
}
