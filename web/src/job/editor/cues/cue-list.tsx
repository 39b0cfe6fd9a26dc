/** The list of cues. Only the visible rows are rendered, and only changed rows are rendered again. */
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, type KeyboardEvent } from "react";
import type { Conflict } from "../../../editing/conflicts/merge.js";
import { breachAfter } from "../../../editing/norms.js";
import { indexOfKey } from "../../../editing/row.js";
import { lastStarted } from "../../../player/shown-cue.js";
import { useTexts } from "../../../language/texts.js";
import { usePart, useStore } from "../../../stores/store.js";
import { useTools } from "../context.js";
import { CueRow } from "./cue-row.js";
import { show } from "../view.js";

/** Estimated height of a row with two lines, in pixels; rows are measured when they are rendered. */
const USUAL_HEIGHT = 102;

/** Keys that scroll. */
const SCROLLING = new Set(["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"]);

export function CueList() {
  "use no memo";
  const t = useTexts().editor;
  const { session, playback, view, profile } = useTools();
  const box = useRef<HTMLDivElement>(null);
  const rows = usePart(session.state, ({ history }) => history.rows);
  const conflicts = usePart(session.state, (state) => state.conflicts);
  const byOthers = usePart(session.state, ({ changedByOthers }) => changedByOthers);
  const { columns, active, query, match, follows, isAway, revealed } = useStore(view);
  const current = usePart(playback.state, ({ time }) => lastStarted(rows, time));
  const activeAt = useMemo(() => (active === null ? -1 : indexOfKey(rows, active)), [rows, active]);
  const conflictsOf = useMemo(() => {
    const byKey = new Map<string, Conflict[]>();
    for (const one of conflicts) byKey.set(one.key, [...(byKey.get(one.key) ?? []), one]);
    return byKey;
  }, [conflicts]);

  // eslint-disable-next-line react-hooks/incompatible-library -- what it returns is used only here
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => USUAL_HEIGHT,
    getItemKey: useCallback((at: number) => rows[at]?.key ?? at, [rows]),
    overscan: 3,
    // The focused row stays mounted, however far a person scrolls: it holds the cursor and the input method.
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range);
        if (activeAt === -1 || shown.includes(activeAt)) return shown;
        return [...shown, activeAt].sort((a, b) => a - b);
      },
      [activeAt],
    ),
  });

  // A row that is to get the cursor is rendered first if necessary; its field then takes the focus.
  useEffect(
    () =>
      session.wanted.subscribe(() => {
        const wanted = session.wanted.get();
        if (!wanted) return;
        if (wanted.language === undefined) {
          const { language, columns: shown } = view.get();
          const column = shown.find((one) => one === language) ?? shown[0];
          return session.wanted.set({ ...wanted, language: column });
        }
        show(view, { active: wanted.key });
        const at = indexOfKey(session.rows, wanted.key);
        if (at !== -1) virtual.scrollToIndex(at, { align: "auto" });
      }),
    [session, view, virtual],
  );

  useEffect(() => {
    const at = revealed === null ? -1 : indexOfKey(session.rows, revealed.key);
    if (at !== -1) virtual.scrollToIndex(at, { align: "center" });
  }, [revealed, session, virtual]);

  const isFollowing = follows && !isAway;
  useEffect(() => {
    if (isFollowing && current !== -1 && !isInView(box.current, current))
      virtual.scrollToIndex(current, { align: "center" });
  }, [isFollowing, current, virtual]);

  const leave = (): void => {
    if (!view.get().isAway) show(view, { isAway: true });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const { target } = event;
    if (event.nativeEvent.isComposing) return;
    if (!(target instanceof HTMLTextAreaElement)) {
      if (!SCROLLING.has(event.key) || target !== box.current) return;
      leave();
      if (event.key !== "Home" && event.key !== "End") return;
      // The browser itself would stop too early: at the end as it was estimated before the rows in between were
      // measured.
      event.preventDefault();
      virtual.scrollToIndex(event.key === "Home" ? 0 : rows.length - 1);
      return;
    }
    const { key = "", language = "" } = target.dataset;
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      box.current?.querySelector<HTMLElement>(`[data-row="${key}"]`)?.focus();
    } else if (event.key === "Tab" && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const next = columns.indexOf(language) + (event.shiftKey ? -1 : 1);
      const row = session.rows[indexOfKey(session.rows, key) + (next < 0 ? -1 : next >= columns.length ? 1 : 0)];
      // At the list's ends Tab leaves it.
      if (!row) return;
      event.preventDefault();
      session.wanted.set({ key: row.key, language: columns[(next + columns.length) % columns.length] });
    }
  };

  return (
    <div
      ref={box}
      tabIndex={0}
      role="group"
      aria-label={t.list(rows.length)}
      onWheel={leave}
      onTouchMove={leave}
      onPointerDown={(event) => {
        // The scroll bar is the box itself.
        if (event.target === box.current) leave();
      }}
      onFocus={({ target }) => {
        if (target !== box.current) leave();
      }}
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-y-auto [overflow-anchor:none] [scrollbar-gutter:stable]"
    >
      {rows.length === 0 && <p className="text-muted p-6">{t.empty}</p>}
      <div role="list" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return (
            row && (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                role="listitem"
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                aria-label={t.cue(index + 1)}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${start}px)` }}
              >
                <CueRow
                  row={row}
                  at={index}
                  columns={columns}
                  isCurrent={index === current}
                  isActive={index === activeAt}
                  after={breachAfter(rows, index, profile)}
                  isByOthers={byOthers.has(row.key)}
                  conflicts={conflictsOf.get(row.key)}
                  query={query}
                  match={match?.key === row.key ? match : null}
                />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

/** Whether a row and space for the next one are visible: then the list need not scroll. */
function isInView(box: HTMLElement | null, at: number): boolean {
  const row = box?.querySelector(`[data-index="${at}"]`)?.getBoundingClientRect();
  const frame = box?.getBoundingClientRect();
  if (!row || !frame) return false;
  return row.top >= frame.top && row.bottom <= frame.bottom - Math.min(row.height, frame.height / 4);
}
