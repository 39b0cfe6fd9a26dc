/** The text of a cue in one language: a native field over a layer with the marks of words. */
import { memo, useLayoutEffect, useMemo, useRef, type ReactNode } from "react";
import { moveCaret } from "../../../editing/caret.js";
import { patternOf, spansIn, type Query, type Span } from "../../../editing/find.js";
import { indexOfKey, type Side } from "../../../editing/row.js";
import { setText } from "../../../editing/text.js";
import { doubtfulIn } from "../../../editing/words.js";
import { choose } from "../commands.js";
import { useTools } from "../context.js";

interface TextFieldProps {
  rowKey: string;
  at: number;
  language: string;
  side: Side | undefined;
  name: string;
  /** Id of the element with the notes on the text. */
  describedBy: string;
  query: Query | null;
  /** The current match, if it is in this field. */
  match: Span | null;
}

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "ps", "yi", "ckb", "sd", "ug", "dv"]);

/** Both layers must lay out text in the same way. */
const SHEET =
  "col-start-1 row-start-1 min-w-0 px-2.5 py-1 text-[0.9375rem] leading-6 pointer-coarse:py-2 pointer-coarse:text-base whitespace-pre-wrap [overflow-wrap:anywhere] [unicode-bidi:plaintext] text-start";

export const TextField = memo(function TextField(props: TextFieldProps) {
  const { rowKey, at, language, side, name, describedBy, query, match } = props;
  const tools = useTools();
  const { session } = tools;
  const area = useRef<HTMLTextAreaElement>(null);
  const isComposing = useRef(false);
  const text = side?.text ?? "";
  const direction = text === "" && RIGHT_TO_LEFT.has(language.split("-")[0] ?? "") ? "rtl" : "auto";

  // The field is uncontrolled, so that the cursor and input methods behave as everywhere. Only changes of others are
  // written into it.
  const put = (): void => {
    const field = area.current;
    if (!field || isComposing.current || field.value === text) return;
    const before = field.value;
    const [start, end] = [field.selectionStart, field.selectionEnd];
    field.value = text;
    if (document.activeElement === field)
      field.setSelectionRange(moveCaret(before, text, start), moveCaret(before, text, end));
  };
  useLayoutEffect(put);

  // Read without rendering: only one of all visible fields takes the focus.
  useLayoutEffect(() => {
    const take = (): void => {
      const [field, wanted] = [area.current, session.wanted.get()];
      if (!field || wanted?.key !== rowKey || wanted.language !== language) return;
      session.wanted.set(null);
      field.focus({ preventScroll: true });
      if (wanted.caret !== undefined) field.setSelectionRange(wanted.caret, wanted.caret);
    };
    take();
    return session.wanted.subscribe(take);
  }, [rowKey, language, session]);

  const write = (value: string): void => {
    const { rows } = session;
    const row = indexOfKey(rows, rowKey, at);
    const tag = `${rowKey} ${language}`;
    session.apply(setText(rows, row, language, value), { tag, focus: { key: rowKey, language } });
  };

  return (
    <div className="border-line bg-surface focus-within:border-accent grid rounded-lg border">
      <Marks text={text} side={side} language={language} direction={direction} query={query} match={match} />
      <textarea
        ref={area}
        defaultValue={text}
        rows={1}
        lang={language}
        dir={direction}
        aria-label={name}
        aria-describedby={describedBy}
        data-key={rowKey}
        data-language={language}
        autoComplete="off"
        onChange={({ target }) => write(target.value)}
        onFocus={() => choose(tools, rowKey, language)}
        onCompositionStart={() => (isComposing.current = true)}
        onCompositionEnd={() => {
          isComposing.current = false;
          put();
        }}
        className={`${SHEET} relative w-full resize-none overflow-hidden rounded-lg bg-transparent`}
      />
    </div>
  );
});

interface MarksProps {
  text: string;
  side: Side | undefined;
  language: string;
  direction: string;
  query: Query | null;
  match: Span | null;
}

const DOUBTFUL = "underline decoration-wavy decoration-warn decoration-[1.5px] underline-offset-4";

/**
 * The text without colour, with marks under doubtful words and behind matches. It also determines the field's height.
 */
const Marks = memo(function Marks({ text, side, language, direction, query, match }: MarksProps) {
  const pieces = useMemo(() => {
    const marks: (Span & { look: string })[] = [];
    for (const { from, to } of side ? doubtfulIn(side, language) : []) marks.push({ from, to, look: DOUBTFUL });
    const pattern = query?.languages.includes(language) === true ? patternOf(query) : null;
    for (const span of pattern ? spansIn(text, pattern) : []) {
      const isHere = match?.from === span.from && match.to === span.to;
      marks.push({ ...span, look: isHere ? "bg-accent/50" : "bg-accent/20" });
    }
    return marked(text, marks);
  }, [text, side, language, query, match]);
  return (
    <div
      aria-hidden
      dir={direction}
      lang={language}
      className={`${SHEET} pointer-events-none text-transparent select-none`}
    >
      {pieces}
      {/* An empty last line needs its height too. */}
      {"\u200b"}
    </div>
  );
});

/** Splits a text where marks begin or end. */
function marked(text: string, marks: readonly (Span & { look: string })[]): ReactNode {
  if (marks.length === 0) return text;
  const edges = [...new Set([0, text.length, ...marks.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1] ?? text.length;
    const looks = marks.filter((mark) => mark.from <= from && to <= mark.to).map(({ look }) => look);
    return (
      <span key={from} className={looks.join(" ")}>
        {text.slice(from, to)}
      </span>
    );
  });
}
