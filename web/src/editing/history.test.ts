import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closeStep, rebase, record, redo, startHistory, undo, type History } from "./history.js";
import type { Outcome } from "./outcome.js";
import { rowsOf, type Cue, type Rows } from "./row.js";
import { insert, mergeWithNext, remove, split } from "./structure.js";
import { setText } from "./text.js";
import { setEnd, setStart, shiftFrom } from "./times.js";

const cues = (...texts: string[]): Cue[] =>
  texts.map((text, i) => ({ index: i + 1, start: i * 4, end: i * 4 + 3, text }));
const START = rowsOf({ en: cues("one two", "three four", "five"), es: cues("uno dos", "tres cuatro", "cinco") });
const typed = (history: History, at: number, text: string, ms: number): History => {
  const outcome = setText(history.rows, at, "en", text);
  if (!("rows" in outcome)) return history;
  return record(history, { rows: outcome.rows, tag: `${at} en`, at: ms });
};
const back = (history: History): History => undo(history)?.history ?? history;

describe("undo", () => {
  test("typing in one field within a second is one step", () => {
    let history = startHistory(START);
    history = typed(history, 0, "a", 0);
    history = typed(history, 0, "ab", 900);
    history = typed(history, 0, "abc", 1800);
    history = typed(history, 0, "abc d", 2900);
    expect(history.past).toHaveLength(2);
    history = back(history);
    expect(history.rows[0]?.sides["en"]?.text).toBe("abc");
    expect(back(history).rows).toBe(START);
  });

  test("another field or the end of a step begins a new one", () => {
    let history = typed(startHistory(START), 0, "a", 0);
    history = typed(history, 1, "b", 10);
    history = typed(closeStep(history), 1, "bc", 20);
    expect(history.past).toHaveLength(3);
  });

  test("restores the previous rows exactly, and redo restores the changed ones", () => {
    const acts: ((rows: Rows, at: number, n: number) => Outcome)[] = [
      (rows, at, n) => setText(rows, at, "en", `text ${n}`),
      (rows, at, n) => setStart(rows, at, n / 3),
      (rows, at, n) => setEnd(rows, at, n / 3),
      (rows, at, n) => shiftFrom(rows, at, n / 3),
      (rows, at, n) => split(rows, at, "es", n % 8),
      (rows, at) => mergeWithNext(rows, at),
      (rows, _at, n) => insert(rows, n / 3, ["en", "es"]),
      (rows, at) => remove(rows, at),
    ];
    const act = fc.tuple(fc.constantFrom(...acts), fc.nat(5), fc.nat(40));
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (list) => {
        let history = startHistory(START);
        const states = [START];
        for (const [operation, at, n] of list) {
          const outcome = operation(history.rows, at, n);
          if (!("rows" in outcome)) continue;
          history = record(history, { rows: outcome.rows, at: 0 });
          states.push(outcome.rows);
        }
        for (const state of states.toReversed()) {
          expect(history.rows).toBe(state);
          history = back(history);
        }
        for (const state of states.slice(1)) {
          history = redo(history)?.history ?? history;
          expect(history.rows).toBe(state);
        }
        expect(redo(history)).toBeNull();
      }),
    );
  });

  test("keeps later changes of others", () => {
    let history = typed(startHistory(START), 0, "mine", 0);
    const deleted = remove(history.rows, 2);
    history = record(history, { rows: "rows" in deleted ? deleted.rows : [], at: 5000 });
    const theirs = setText(history.rows, 1, "es", "theirs");
    history = rebase(history, "rows" in theirs ? theirs.rows : []);
    history = back(back(history));
    expect(history.rows.map(({ sides }) => [sides["en"]?.text, sides["es"]?.text])).toEqual([
      ["one two", "uno dos"],
      ["three four", "theirs"],
      ["five", "cinco"],
    ]);
    history = redo(history)?.history ?? history;
    expect(history.rows[0]?.sides["en"]?.text).toBe("mine");
    expect(history.rows[1]?.sides["es"]?.text).toBe("theirs");
  });

  test("keeps the text that another person wrote in the same field", () => {
    const history = typed(startHistory(START), 0, "mine", 0);
    const theirs = setText(history.rows, 0, "en", "theirs");
    expect(back(rebase(history, "rows" in theirs ? theirs.rows : [])).rows[0]?.sides["en"]?.text).toBe("theirs");
  });
});
