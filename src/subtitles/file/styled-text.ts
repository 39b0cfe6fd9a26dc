/** Text with marks: what every subtitle format's tags come down to, so that one can be written as another. Pure. */

/** How a stretch of text looks. */
export interface TextStyle {
  readonly bold?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly strike?: true;
  /** "#rrggbb" in lower case. */
  readonly colour?: string;
  /** Name of a voice (`<v Ann>` of WebVTT). */
  readonly voice?: string;
  /** Class of WebVTT, without the dot. */
  readonly className?: string;
}

/** A style from one place of a text (UTF-16 offset) to before another. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly style: TextStyle;
}

/** Text with its lines joined by "\n", and marks that may nest, in order of `from`. */
export interface StyledText {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A text without marks. */
export function plain(text: string): StyledText {
  return { text, marks: [] };
}

/**
 * A part of a styled text, with the marks that reach into it.
 *
 * @example
 * sliceStyled({ text: "One two", marks: [{ from: 0, to: 7, style: { italic: true } }] }, 4, 7);
 * // { text: "two", marks: [{ from: 0, to: 3, style: { italic: true } }] }
 */
export function sliceStyled({ text, marks }: StyledText, from: number, to: number): StyledText {
  return {
    text: text.slice(from, to),
    marks: marks.flatMap((mark) => {
      const start = Math.max(mark.from, from) - from;
      const end = Math.min(mark.to, to) - from;
      return end > start ? [{ from: start, to: end, style: mark.style }] : [];
    }),
  };
}

/** Styled texts one after the other. */
export function joinStyled(parts: readonly StyledText[], glue: string): StyledText {
  let text = "";
  const marks: Mark[] = [];
  for (const [i, part] of parts.entries()) {
    if (i > 0) text += glue;
    const at = text.length;
    for (const { from, to, style } of part.marks) marks.push({ from: from + at, to: to + at, style });
    text += part.text;
  }
  return { text, marks };
}

/**
 * The text with other line breaks and spaces, and its marks where they were. `lines` must hold the same letters in the same order.
 *
 * @throws Error if the letters differ: a mark would cover what it did not
 */
export function withLines(styled: StyledText, lines: readonly string[]): StyledText {
  const next = lines.join("\n");
  const places = placesOf(styled.text);
  const newPlaces = placesOf(next);
  if (places.length !== newPlaces.length) throw new Error("the lines hold another text");
  // Old offset of each visible character -> its new offset; a mark's end lies after the last character that it covers.
  const marks = styled.marks.flatMap(({ from, to, style }) => {
    const first = places.findIndex((place) => place >= from);
    let last = places.length - 1;
    while (last >= 0 && (places[last] ?? 0) >= to) last -= 1;
    const start = newPlaces[first];
    const end = newPlaces[last];
    return first === -1 || start === undefined || end === undefined || end < start
      ? []
      : [{ from: start, to: end + 1, style }];
  });
  return { text: next, marks };
}

/** Offsets of everything that is no white space. */
function placesOf(text: string): number[] {
  const places: number[] = [];
  for (let i = 0; i < text.length; i++) if (!/\s/u.test(text[i] ?? "")) places.push(i);
  return places;
}

/**
 * The marks of a text for its translation, which has other words: a mark over the whole text stays over the whole; one over a part goes to the words
 * that stand in proportion.
 */
export function transferMarks({ text, marks }: StyledText, translation: string): StyledText {
  const edges = [...translation.matchAll(/\S+/gu)].map(({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
  }));
  const last = edges.at(-1);
  if (!last || text === "") return plain(translation);
  return {
    text: translation,
    marks: marks.map(({ from, to, style }) => {
      if (from <= 0 && to >= text.length) return { from: 0, to: translation.length, style };
      const share = (offset: number): number => (offset / text.length) * translation.length;
      const first = nearestEdge(
        edges.map((edge) => edge.from),
        share(from),
      );
      const end = nearestEdge(
        edges.map((edge) => edge.to).filter((edge) => edge > first),
        share(to),
      );
      return { from: first, to: Math.max(end, first + 1), style };
    }),
  };
}

function nearestEdge(edges: readonly number[], place: number): number {
  return edges.reduce((best, edge) => (Math.abs(edge - place) < Math.abs(best - place) ? edge : best), edges[0] ?? 0);
}

/** A piece of text between two changes of style, with all styles that hold there, outermost first. */
export interface Span {
  readonly text: string;
  readonly styles: readonly TextStyle[];
}

/**
 * The text as spans, for writers. Marks that cross are cut where they cross, so that tags nest.
 *
 * @example
 * spansOf({ text: "ab", marks: [{ from: 1, to: 2, style: { bold: true } }] });
 * // [{ text: "a", styles: [] }, { text: "b", styles: [{ bold: true }] }]
 */
export function spansOf({ text, marks }: StyledText): Span[] {
  if (marks.length === 0) return text === "" ? [] : [{ text, styles: [] }];
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ from, to }) => [clamp(from), clamp(to)])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(1).flatMap((to, i) => {
    const from = cuts[i] ?? 0;
    if (to === from) return [];
    const styles = marks.filter((mark) => mark.from <= from && mark.to >= to).map((mark) => mark.style);
    return [{ text: text.slice(from, to), styles }];
  });
  function clamp(offset: number): number {
    return Math.min(Math.max(0, offset), text.length);
  }
}

/** Builds a styled text from left to right: readers of tags use it. */
export class StyledTextBuilder {
  #text = "";
  readonly #open: { from: number; style: TextStyle; tag: string }[] = [];
  readonly #marks: (Mark & { order: number })[] = [];
  #order = 0;

  add(text: string): void {
    this.#text += text;
  }

  open(tag: string, style: TextStyle): void {
    this.#open.push({ from: this.#text.length, style, tag });
  }

  /** Closes the innermost open tag of this name; does nothing if none is open. */
  close(tag: string): void {
    const at = this.#open.findLastIndex((open) => open.tag === tag);
    const open = this.#open[at];
    if (!open) return;
    this.#open.splice(at, 1);
    this.#mark(open.from, open.style);
  }

  #mark(from: number, style: TextStyle): void {
    if (this.#text.length > from && Object.keys(style).length > 0) {
      this.#marks.push({ from, to: this.#text.length, style, order: this.#order++ });
    }
  }

  /** The text, trimmed line by line and without empty lines; tags that are still open end with it. */
  end(): StyledText {
    for (const { from, style } of this.#open.splice(0).reverse()) this.#mark(from, style);
    const marks = this.#marks
      .sort((a, b) => a.from - b.from || b.to - a.to || b.order - a.order)
      .map(({ from, to, style }) => ({ from, to, style }));
    const lines = this.#text
      .split(/\r\n|[\r\n\v\f\u0085\u2028\u2029]/u)
      .map((line) => line.replace(/\s+/gu, " ").trim())
      .filter((line) => line !== "");
    return withLines({ text: this.#text, marks }, lines);
  }
}
