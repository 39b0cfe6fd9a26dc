/** Where libass breaks the lines of a cue (its `wrap_lines_smart`, WrapStyle 0). Pure. */

/**
 * Breaks one line of a cue. Lines are filled first. Then the last word of a line moves down as long as this makes the
 * widths of the two lines more similar. Lines break only at spaces, as in the libass that ffmpeg uses. A word that is
 * wider than the picture stays whole.
 *
 * @param measure gives the width of a text, in the unit of `maxWidth`
 *
 * @example
 * linesOf("to be or not to be", (text) => text.length, 12); // ["to be or", "not to be"]
 */
export function linesOf(text: string, measure: (text: string) => number, maxWidth: number): string[] {
  if (measure(text) < maxWidth) return [text];
  const lines: string[][] = [[]];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? [];
    if (line.length > 0 && measure([...line, word].join(" ")) >= maxWidth) lines.push([word]);
    else line.push(word);
  }
  const widthOf = (words: readonly string[]): number => measure(words.join(" ").trimEnd());
  for (let isMoving = true; isMoving;) {
    isMoving = false;
    for (const [index, upper] of lines.entries()) {
      const lower = lines[index + 1];
      if (!lower || upper.length < 2) continue;
      const after: [string[], string[]] = [upper.slice(0, -1), [...upper.slice(-1), ...lower]];
      if (Math.abs(widthOf(after[0]) - widthOf(after[1])) >= Math.abs(widthOf(upper) - widthOf(lower))) continue;
      lines.splice(index, 2, ...after);
      isMoving = true;
      break;
    }
  }
  return lines.map((words) => words.join(" "));
}
