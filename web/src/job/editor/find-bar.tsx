/** Find and replace, and jumps to a number or time, above the list. */
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button, IconButton } from "../../controls/button.js";
import { Checkbox, Select, TextField } from "../../controls/field.js";
import { findAll, nextMatch, replaceAll, replaceOne, type Match, type Query } from "../../editing/find.js";
import { indexOfKey } from "../../editing/row.js";
import { parseTime } from "../../editing/times.js";
import { languageName } from "../../language/format.js";
import { useTexts } from "../../language/texts.js";
import { lastStarted } from "../../player/shown-cue.js";
import { usePart, useStore } from "../../stores/store.js";
import { activeRow, goToRow } from "./commands.js";
import { useTools } from "./context.js";
import { show } from "./view.js";

const NOTHING: Omit<Query, "languages"> = { text: "", caseSensitive: false, wholeWord: false };

/** The selection of the focused field: most likely the text to search for. */
function selectedText(): string {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) return "";
  const text = field.value.slice(field.selectionStart, field.selectionEnd);
  return text.includes("\n") ? "" : text;
}

export function FindBar() {
  const texts = useTexts();
  const t = texts.editor.find;
  const tools = useTools();
  const { session, view } = tools;
  const [asked, setAsked] = useState(() => ({ ...NOTHING, text: selectedText() }));
  const [where, setWhere] = useState("");
  const [replacement, setReplacement] = useState("");
  const field = useRef<HTMLDivElement>(null);
  const rows = usePart(session.state, ({ history }) => history.rows);
  const { columns, match } = useStore(view);

  const query = useMemo(
    (): Query => ({ ...asked, languages: where === "" ? session.languages : [where] }),
    [asked, where, session],
  );
  const matches = useMemo(() => findAll(rows, query), [rows, query]);
  const here = matches.findIndex(
    ({ key, language, from }) => key === match?.key && language === match.language && from === match.from,
  );

  useEffect(() => {
    show(view, { query });
    return () => show(view, { query: null, match: null });
  }, [view, query]);
  useEffect(() => field.current?.querySelector("input")?.select(), []);

  let count = "";
  if (asked.text !== "") {
    if (matches.length === 0) count = t.none;
    else count = here === -1 ? t.foundCount(matches.length) : t.found(here + 1, matches.length);
  }

  const go = (found: Match | undefined): void => {
    if (!found) return;
    const shown = columns.includes(found.language) ? columns : [columns[0] ?? found.language, found.language];
    // The search field keeps the focus: the match is only shown.
    const { key, language } = found;
    show(view, { match: found, columns: shown, active: key, language, isAway: true, revealed: { key } });
  };
  const step = (way: 1 | -1): void => {
    const at = match ? indexOfKey(rows, match.key) : activeRow(tools);
    const place = { at, language: match?.language, caret: match ? match.from + (way === 1 ? 1 : 0) : 0 };
    go(matches[nextMatch(matches, place, way, query.languages)]);
  };
  const replaceHere = (): void => {
    const found = matches[here];
    if (!found) return step(1);
    const changed = replaceOne(rows, found, replacement);
    session.apply({ rows: changed }, { focus: { key: found.key, language: found.language } });
    const left = findAll(changed, query);
    const caret = found.from + replacement.length;
    go(left[nextMatch(left, { at: found.at, language: found.language, caret }, 1, query.languages)]);
  };
  const replaceThemAll = (): void => {
    const changed = replaceAll(rows, query, replacement);
    if (changed.count > 0) session.apply({ rows: changed.rows });
    session.tell({ kind: "replaced", count: changed.count });
  };

  return (
    <form
      role="search"
      aria-label={t.title}
      className="border-line bg-surface flex flex-wrap items-end gap-2 border-b p-2"
      onSubmit={(event) => {
        event.preventDefault();
        step(1);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") show(view, { panel: null });
        else if (event.key === "Enter" && event.shiftKey) step(-1);
        else return;
        event.preventDefault();
      }}
    >
      <div ref={field} className="min-w-40 flex-1">
        <TextField
          label={t.find}
          value={asked.text}
          dir="auto"
          autoComplete="off"
          onChange={({ target }) => setAsked({ ...asked, text: target.value })}
        />
      </div>
      <div className="min-w-40 flex-1">
        <TextField
          label={t.replace}
          value={replacement}
          dir="auto"
          autoComplete="off"
          onChange={({ target }) => setReplacement(target.value)}
        />
      </div>
      <Select
        label={t.where}
        value={where}
        onValue={setWhere}
        options={[
          { value: "", text: t.everywhere },
          ...session.languages.map((language) => ({ value: language, text: languageName(language) })),
        ]}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Checkbox
          label={t.caseSensitive}
          checked={asked.caseSensitive}
          onValue={(caseSensitive) => setAsked({ ...asked, caseSensitive })}
        />
        <Checkbox
          label={t.wholeWord}
          checked={asked.wholeWord}
          onValue={(wholeWord) => setAsked({ ...asked, wholeWord })}
        />
        <span role="status" className="text-muted min-w-20 text-sm tabular-nums">
          {count}
        </span>
        <IconButton label={t.previous} icon={<ChevronUp aria-hidden size={18} />} onClick={() => step(-1)} />
        <IconButton label={t.next} icon={<ChevronDown aria-hidden size={18} />} type="submit" />
        <Button small disabled={matches.length === 0} onClick={replaceHere}>
          {t.replaceOne}
        </Button>
        <Button small disabled={matches.length === 0} onClick={replaceThemAll}>
          {t.replaceAll}
        </Button>
        <IconButton
          label={texts.app.close}
          icon={<X aria-hidden size={18} />}
          onClick={() => show(view, { panel: null })}
        />
      </div>
    </form>
  );
}

/** Goes to a cue by its number or time. */
export function GoToBar() {
  const texts = useTexts();
  const t = texts.editor.goTo;
  const tools = useTools();
  const { session, view, playback } = tools;
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.querySelector("input")?.focus(), []);
  const go = (): void => {
    const { rows } = session;
    const number = /^\d+$/.test(typed.trim()) ? Number(typed) : null;
    const seconds = number === null ? parseTime(typed) : null;
    if (number === null && seconds === null) return setWrong(true);
    if (seconds !== null) playback.seek(seconds);
    const at =
      number === null ? Math.max(0, lastStarted(rows, seconds ?? 0)) : Math.min(rows.length, Math.max(1, number)) - 1;
    show(view, { panel: null });
    goToRow(tools, rows[at]);
  };
  return (
    <form
      aria-label={t.title}
      className="border-line bg-surface flex flex-wrap items-end gap-2 border-b p-2"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") show(view, { panel: null });
      }}
    >
      <div ref={field} className="w-72 max-w-full">
        <TextField
          label={t.label}
          hint={t.hint}
          error={isWrong ? t.wrong : undefined}
          value={typed}
          autoComplete="off"
          onChange={({ target }) => {
            setTyped(target.value);
            setWrong(false);
          }}
        />
      </div>
      <Button type="submit" look="primary">
        {t.go}
      </Button>
      <Button onClick={() => show(view, { panel: null })}>{texts.app.close}</Button>
    </form>
  );
}
