/** The commands of the editor. */
import { isDoubtful, breaks, findRow } from "../../editing/norms.js";
import { indexOfKey, type Row, type Rows } from "../../editing/row.js";
import { insert, mergeWithNext, remove, split } from "../../editing/structure.js";
import { breakAgain, check } from "../../editing/text.js";
import { setEnd, setStart, shiftFrom } from "../../editing/times.js";
import type { Playback } from "../../player/playback.js";
import { lastStarted } from "../../player/shown-cue.js";
import type { Command } from "./keys.js";
import { retranslateCue } from "./retranslate-cue.js";
import type { EditSession } from "./session/session.js";
import { show, type ViewStore } from "./view.js";

export interface Tools {
  session: EditSession;
  playback: Playback;
  view: ViewStore;
  /** The norms of the job's subtitles. */
  profile: string;
  /** The language of the speech. */
  source: string;
  /** The translator that made a translation; undefined if the server no longer has it. */
  translatorOf: (language: string) => string | undefined;
}

/** Length of the sound before and after an edge that is played, in seconds. */
const AROUND = 0.5;
/**
 * If the playhead is further from a cue than this, in seconds, the video jumps to it. The tolerance exists because
 * frames are shown a moment late.
 */
const WITHIN = 0.001;

/** Index of the row that commands act on: the chosen one, else the one at the playhead; -1 without rows. */
export function activeRow({ session, playback, view }: Tools): number {
  const { rows } = session;
  const { active } = view.get();
  const chosen = active === null ? -1 : indexOfKey(rows, active);
  return chosen === -1 ? Math.max(rows.length === 0 ? -1 : 0, lastStarted(rows, playback.state.get().time)) : chosen;
}

/** Puts the cursor into a row. */
export function goToRow({ session, view }: Tools, row: Row | undefined): void {
  if (!row) return;
  const { columns, language } = view.get();
  const column = [language, ...columns].find((one) => one !== null && columns.includes(one) && one in row.sides);
  session.wanted.set({ key: row.key, language: column ?? columns[0] });
}

/** Moves a paused video to the chosen row. */
export function choose({ session, playback, view }: Tools, key: string, language: string | null): void {
  const before = view.get();
  if (before.active !== key || before.language !== language) {
    session.closeStep();
    show(view, { active: key, language: language ?? before.language });
  }
  if (before.active === key) return;
  session.seen(key);
  const row = session.rows[indexOfKey(session.rows, key)];
  const { time, paused } = playback.state.get();
  if (row && paused && (time < row.start - WITHIN || time >= row.end)) playback.seek(row.start);
}

/** Goes to the next row that fulfils a condition. */
function search(tools: Tools, step: 1 | -1, isSo: (rows: Rows, at: number) => boolean): void {
  const { rows } = tools.session;
  const at = findRow(rows, activeRow(tools), step, (one) => isSo(rows, one));
  if (at === -1) tools.session.tell({ kind: "none-found" });
  else goToRow(tools, rows[at]);
}

function playAround({ session, playback }: Tools, at: number, edge: "start" | "end", side: "before" | "after"): void {
  const row = session.rows[at];
  if (!row) return;
  const moment = row[edge];
  playback.playRange(moment - (side === "before" ? AROUND : 0), moment + (side === "before" ? 0 : AROUND));
}

/** The cursor of the focused field, if it belongs to a row. */
function fieldOf(target: Element | null): { key: string; language: string; caret: number } | null {
  if (!(target instanceof HTMLTextAreaElement)) return null;
  const { key, language } = target.dataset;
  return key !== undefined && language !== undefined ? { key, language, caret: target.selectionStart } : null;
}

/** Where a row is split if no field has the focus: the middle of the first column's text. */
function middleOf(row: Row, language: string): number {
  const text = row.sides[language]?.text ?? "";
  const spaces = Array.from(text.matchAll(/\s+/gu), ({ index }) => index);
  const nearest = spaces.sort((a, b) => Math.abs(a - text.length / 2) - Math.abs(b - text.length / 2))[0];
  return nearest ?? Math.floor(text.length / 2);
}

/** Runs a command. */
export function run(tools: Tools, command: Command): void {
  const { session, playback, view, profile } = tools;
  const at = activeRow(tools);
  const row = session.rows[at];
  const { columns } = view.get();
  const { time } = playback.state.get();
  const field = fieldOf(document.activeElement);
  const language = field?.language ?? view.get().language ?? columns[0] ?? "";
  const focus = row ? { key: row.key, language, caret: field?.caret } : null;
  const acts: Readonly<Record<Command, () => void>> = {
    play: () => playback.toggle(),
    playCue: () => row && playback.playRange(row.start, row.end),
    slower: () => playback.shiftRate(-1),
    stop: () => playback.pause(),
    faster: () => (playback.state.get().paused ? playback.play() : playback.shiftRate(1)),
    secondBack: () => playback.step(-1),
    secondForward: () => playback.step(1),
    frameBack: () => playback.stepFrames(-1),
    frameForward: () => playback.stepFrames(1),
    fiveBack: () => playback.step(-5),
    fiveForward: () => playback.step(5),
    beforeStart: () => playAround(tools, at, "start", "before"),
    afterStart: () => playAround(tools, at, "start", "after"),
    beforeEnd: () => playAround(tools, at, "end", "before"),
    afterEnd: () => playAround(tools, at, "end", "after"),
    previousCue: () => goToRow(tools, session.rows[Math.max(0, at - 1)]),
    nextCue: () => goToRow(tools, session.rows[at + 1]),
    checkedNext: () => {
      session.apply(check(session.rows, at), { focus });
      goToRow(tools, session.rows[at + 1]);
    },
    startHere: () => session.apply(setStart(session.rows, at, time), { focus }),
    endHere: () => session.apply(setEnd(session.rows, at, time), { focus }),
    shiftHere: () => session.apply(shiftFrom(session.rows, at, time), { focus }),
    split: () => {
      const place = field?.key === row?.key ? field?.caret : undefined;
      session.apply(split(session.rows, at, language, place ?? (row ? middleOf(row, language) : 0), profile), {
        focus,
      });
    },
    merge: () => session.apply(mergeWithNext(session.rows, at, profile), { focus }),
    breakLines: () => session.apply(breakAgain(session.rows, at, language, profile), { focus }),
    insert: () => session.apply(insert(session.rows, row ? Math.max(row.end, 0) : time, session.languages), { focus }),
    remove: () => session.apply(remove(session.rows, at), { focus }),
    nextBreach: () => search(tools, 1, (rows, one) => breaks(rows, one, columns, profile)),
    previousBreach: () => search(tools, -1, (rows, one) => breaks(rows, one, columns, profile)),
    nextDoubtful: () => search(tools, 1, (rows, one) => isDoubtful(rows[one] as Row, columns)),
    previousDoubtful: () => search(tools, -1, (rows, one) => isDoubtful(rows[one] as Row, columns)),
    nextConflict: () => {
      const keys = new Set(session.state.get().conflicts.map(({ key }) => key));
      search(tools, 1, (rows, one) => keys.has((rows[one] as Row).key));
    },
    retranslate: () => void (row && retranslateCue(tools, row.key, language)),
    find: () => show(view, { panel: "find" }),
    replace: () => show(view, { panel: "find" }),
    goTo: () => show(view, { panel: "goTo" }),
    undo: () => session.undo(),
    redo: () => session.redo(),
    save: () => void session.save(true),
    keys: () => show(view, { isHelpOpen: true }),
  };
  acts[command]();
}
