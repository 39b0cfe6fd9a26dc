import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyDraft, draftOf, isChanged, sizeOf } from "./draft.js";
import { mergeDocuments, type Base } from "./merge.js";
import { withMine } from "./resolve.js";
import { cuesOf, documentOf, rowsOf, type Cue, type Rows } from "../row.js";
import { insert, mergeWithNext, remove, split } from "../structure.js";
import { setText } from "../text.js";
import { setEnd, setStart, shiftFrom } from "../times.js";
import type { Outcome } from "../outcome.js";

const EN = ["Good morning.", "How are you?", "All is well.", "Goodbye."];
const ES = ["Buenos días.", "¿Cómo están?", "Todo está bien.", "Adiós."];
const cues = (texts: string[]): Cue[] => texts.map((text, i) => ({ index: i + 1, start: i * 4, end: i * 4 + 3, text }));

const start = () => {
  const rows = rowsOf({ en: cues(EN), es: cues(ES) });
  const base: Base = { en: cuesOf(rows, "en"), es: cuesOf(rows, "es") };
  return { rows, base };
};
const done = (outcome: Outcome): Rows => {
  if (!("rows" in outcome)) throw new Error(outcome.refused);
  return outcome.rows;
};
const documentsOf = (rows: Rows) => ({ en: documentOf(rows, "en").cues, es: documentOf(rows, "es").cues });
const textsOf = (rows: Rows, language = "en") => cuesOf(rows, language).map(({ side }) => side.text);

describe("the merge of two documents", () => {
  test("takes what only one side changed", () => {
    const { rows, base } = start();
    const mine = done(setEnd(done(setText(rows, 0, "en", "Mine.")), 1, 6.5));
    const theirs = done(setText(done(setText(rows, 2, "en", "Theirs.")), 1, "es", "De ellos."));
    const merged = mergeDocuments({ base, rows: mine }, documentsOf(theirs));
    expect(merged.conflicts).toEqual([]);
    expect(textsOf(merged.rows)).toEqual(["Mine.", "How are you?", "Theirs.", "Goodbye."]);
    expect(merged.rows[1]).toMatchObject({ end: 6.5, sides: { es: { text: "De ellos." } } });
    expect(merged.changed).toEqual(new Set([rows[1]?.key, rows[2]?.key]));
    expect(merged.rows[0]).toBe(mine[0]);
    expect(merged.rows).toHaveLength(4);
    expect(isChanged(merged.base, merged.rows, "en")).toBe(true);
  });

  test("keeps the server's text where both changed, and mine beside it", () => {
    const { rows, base } = start();
    const mine = done(setText(rows, 1, "en", "Mine."));
    const { conflicts, ...merged } = mergeDocuments(
      { base, rows: mine },
      documentsOf(done(setText(rows, 1, "en", "Theirs."))),
    );
    expect(textsOf(merged.rows)[1]).toBe("Theirs.");
    expect(conflicts).toMatchObject([
      { key: rows[1]?.key, language: "en", kind: "text", mine: { side: { text: "Mine." } } },
    ]);
    expect(isChanged(merged.base, merged.rows, "en")).toBe(false);
  });

  test("asks once about the times of a row", () => {
    const { rows, base } = start();
    const { conflicts, rows: merged } = mergeDocuments(
      { base, rows: done(setEnd(rows, 1, 6)) },
      documentsOf(done(setEnd(rows, 1, 6.5))),
    );
    expect(merged[1]?.end).toBe(6.5);
    expect(conflicts.map(({ kind }) => kind)).toEqual(["times"]);
  });

  test("sees no conflict in equal changes", () => {
    const { rows, base } = start();
    const both = done(split(done(setText(rows, 1, "en", "Same. Again.")), 2, "en", 4));
    const merged = mergeDocuments({ base, rows: both }, documentsOf(both));
    expect(merged.conflicts).toEqual([]);
    expect(merged.rows).toBe(both);
    expect(isChanged(merged.base, merged.rows, "en") || isChanged(merged.base, merged.rows, "es")).toBe(false);
  });

  test("turns the deletion of a changed cue into a conflict, and does other deletions", () => {
    const { rows, base } = start();
    const edited = done(setText(rows, 1, "en", "Edited."));
    const deleted = done(remove(rows, 1));
    const theyDeleted = mergeDocuments({ base, rows: edited }, documentsOf(deleted));
    expect(textsOf(theyDeleted.rows)).toHaveLength(3);
    expect(theyDeleted.conflicts).toMatchObject([{ kind: "they-deleted", mine: { side: { text: "Edited." } } }]);
    const iDeleted = mergeDocuments({ base, rows: deleted }, documentsOf(edited));
    expect(textsOf(iDeleted.rows)[1]).toBe("Edited.");
    expect(iDeleted.conflicts).toMatchObject([{ kind: "i-deleted" }]);
    expect(mergeDocuments({ base, rows: deleted }, documentsOf(rows)).rows).toBe(deleted);
    expect(mergeDocuments({ base, rows }, documentsOf(deleted)).conflicts).toEqual([]);
  });

  test("keeps their split and my text in another cue", () => {
    const { rows, base } = start();
    const merged = mergeDocuments(
      { base, rows: done(setText(rows, 0, "es", "Mío.")) },
      documentsOf(done(split(rows, 2, "en", 3))),
    );
    expect(merged.conflicts).toEqual([]);
    expect(textsOf(merged.rows)).toEqual(["Good morning.", "How are you?", "All", "is well.", "Goodbye."]);
    expect(textsOf(merged.rows, "es")[0]).toBe("Mío.");
  });

  test("moves my changed cue with their shift of all cues", () => {
    const { rows, base } = start();
    const merged = mergeDocuments(
      { base, rows: done(setText(rows, 3, "en", "Bye.")) },
      documentsOf(done(shiftFrom(rows, 1, 8))),
    );
    expect(merged.conflicts).toEqual([]);
    expect(merged.rows.map(({ start: s }) => s)).toEqual([0, 8, 12, 16]);
    expect(textsOf(merged.rows)[3]).toBe("Bye.");
  });

  test("makes one cue of two that were added in one place, and keeps both texts", () => {
    const { rows, base } = start();
    const added = (text: string) => done(setText(done(insert(rows, 20, ["en", "es"])), 4, "en", text));
    const filled = mergeDocuments({ base, rows: done(insert(rows, 20, ["en", "es"])) }, documentsOf(added("Theirs.")));
    expect(textsOf(filled.rows)[4]).toBe("Theirs.");
    const both = mergeDocuments({ base, rows: added("Mine.") }, documentsOf(added("Theirs.")));
    expect(textsOf(both.rows)).toHaveLength(5);
    expect(both.conflicts).toMatchObject([{ kind: "text", mine: { side: { text: "Mine." } } }]);
  });

  test("leaves the other language alone if only one document comes", () => {
    const { rows, base } = start();
    const theirs = documentsOf(done(setEnd(rows, 1, 6.5)));
    const half = mergeDocuments({ base, rows }, { en: theirs.en });
    expect(half.rows).toHaveLength(5);
    const whole = mergeDocuments(half, { es: theirs.es });
    expect(whole.rows.map(({ sides }) => Object.keys(sides).length)).toEqual([2, 2, 2, 2]);
    expect(whole.conflicts).toEqual([]);
    expect(whole.rows[1]?.end).toBe(6.5);
  });

  test("loses no text and makes no overlap, whatever both changed", () => {
    const acts: ((rows: Rows, at: number, n: number, who: string) => Outcome)[] = [
      (rows, at, n, who) => setText(rows, at, "en", `${who} ${n}`),
      (rows, at, n, who) => setText(rows, at, "es", `${who} ${n}`),
      (rows, at, n) => setStart(rows, at, n / 2),
      (rows, at, n) => setEnd(rows, at, n / 2),
      (rows, at, n) => shiftFrom(rows, at, n / 2),
      (rows, at, n) => split(rows, at, "en", n % 10),
      (rows, at) => mergeWithNext(rows, at),
      (rows, _at, n) => insert(rows, n / 2, ["en", "es"]),
      (rows, at) => remove(rows, at),
    ];
    const some = fc.array(fc.tuple(fc.constantFrom(...acts), fc.nat(5), fc.nat(40)), { maxLength: 4 });
    const run = (first: Rows, list: [(typeof acts)[number], number, number][], who: string): Rows =>
      list.reduce((rows, [act, at, n]) => {
        const outcome = act(rows, at, n, who);
        return "rows" in outcome ? outcome.rows : rows;
      }, first);
    fc.assert(
      fc.property(some, some, (mineActs, theirActs) => {
        const { rows, base } = start();
        const mine = run(rows, mineActs, "mine");
        const theirs = documentsOf(run(rows, theirActs, "theirs"));
        const merged = mergeDocuments({ base, rows: mine }, theirs);
        for (const language of ["en", "es"] as const) {
          const there = textsOf(merged.rows, language);
          const beside = merged.conflicts.map((one) => one.mine.side.text);
          const isKept = (text: string) => there.includes(text) || beside.includes(text);
          expect(textsOf(mine, language).filter((text) => /^mine/.test(text) && !isKept(text))).toEqual([]);
          const written = theirs[language].map(({ text }) => text).filter((text) => /^theirs/.test(text));
          expect(written.filter((text) => !there.includes(text))).toEqual([]);
          expect(isChanged(merged.base, rowsOf(theirs), language)).toBe(false);
          for (const { start: from, end } of documentOf(merged.rows, language).cues) expect(from).toBeLessThan(end);
        }
        expect(new Set(merged.rows.map(({ key }) => key)).size).toBe(merged.rows.length);
        expect(merged.rows.every((row, i) => i === 0 || (merged.rows[i - 1]?.start ?? 0) <= row.start)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("my side of a conflict", () => {
  const conflictOf = (mine: Rows, theirs: Rows, { base }: { base: Base }) =>
    mergeDocuments({ base, rows: mine }, documentsOf(theirs));

  test("replaces the server's side, also a deletion", () => {
    const first = start();
    const { rows } = first;
    const edited = done(setText(rows, 1, "en", "Mine."));
    const both = conflictOf(edited, done(setText(rows, 1, "en", "Theirs.")), first);
    expect(textsOf(both.conflicts.reduce(withMine, both.rows))).toEqual(textsOf(edited));
    const theyDeleted = conflictOf(edited, done(remove(rows, 1)), first);
    expect(textsOf(theyDeleted.conflicts.reduce(withMine, theyDeleted.rows))).toEqual(textsOf(edited));
    const iDeleted = conflictOf(done(remove(rows, 1)), edited, first);
    expect(textsOf(iDeleted.conflicts.reduce(withMine, iDeleted.rows))).toHaveLength(3);
    const timed = conflictOf(done(setEnd(rows, 1, 6)), done(setEnd(rows, 1, 6.5)), first);
    expect(timed.conflicts.reduce(withMine, timed.rows)[1]?.end).toBe(6);
  });
});

describe("a draft", () => {
  test("restores unsaved changes", () => {
    const { rows, base } = start();
    const mine = done(insert(done(remove(done(setText(rows, 0, "en", "Mine.")), 2)), 20, ["en", "es"]));
    const draft = draftOf(base, mine);
    expect(draft && sizeOf(draft)).toBe(3);
    const applied = applyDraft(JSON.parse(JSON.stringify(draft)) as NonNullable<typeof draft>, rows);
    expect(applied.conflicts).toEqual([]);
    expect(documentsOf(applied.rows)).toEqual(documentsOf(mine));
    expect(isChanged(applied.base, applied.rows, "en")).toBe(true);
  });

  test("is null without changes", () => {
    const { rows, base } = start();
    expect(draftOf(base, rows)).toBeNull();
  });

  test("is merged with what another client saved meanwhile", () => {
    const { rows, base } = start();
    const draft = draftOf(base, done(setText(done(setText(rows, 0, "en", "Mine.")), 3, "es", "Mío.")));
    const applied = applyDraft(draft ?? {}, done(setText(rows, 0, "en", "Theirs.")));
    expect(applied.rows.map(({ key }) => key)).toEqual(rows.map(({ key }) => key));
    expect(applied.conflicts).toMatchObject([{ kind: "text", mine: { side: { text: "Mine." } } }]);
    expect(textsOf(applied.rows)[0]).toBe("Theirs.");
    expect(textsOf(applied.rows, "es")[3]).toBe("Mío.");
  });
});
