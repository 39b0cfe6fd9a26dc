import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimedWord } from "../../subtitles/cue.js";
import { alignScript, type AlignedScript } from "./align-script.js";

const ENGLISH = { language: "en" };

/** Words of 0.4 s, one each half second; "…" is a pause of a second, "…10" one of ten. */
function said(text: string): TimedWord[] {
  const words: TimedWord[] = [];
  let at = 0;
  for (const word of text.split(" ")) {
    if (word.startsWith("…")) at += Number(word.slice(1) || 1);
    else {
      words.push({ text: word, start: at, end: at + 0.4, confidence: 0.9 });
      at += 0.5;
    }
  }
  return words;
}

const textOf = ({ words }: AlignedScript): string => words.map(({ text }) => text).join(" ");
const timesOf = ({ words }: AlignedScript): number[] => words.map(({ start }) => Math.round(start * 1000) / 1000);

describe("Script words that were recognized", () => {
  it("have the spelling and punctuation of the script, and the times of the recognized words", () => {
    const aligned = alignScript(
      "Dear friends — welcome to Mr. O’Brien’s house!",
      said("dear friends welcome to mister o'brien's house"),
      ENGLISH,
    );
    expect(textOf(aligned)).toBe("Dear friends — welcome to Mr. O’Brien’s house!");
    expect(timesOf(aligned)).toEqual([0, 0.5, 0.9, 1, 1.5, 2, 2.5, 3]);
    expect(aligned).toMatchObject({ unsaid: [], unscripted: [], guessed: [], matched: 1 });
    expect(aligned.words[0]).toEqual({ text: "Dear", start: 0, end: 0.4, confidence: 1, breakBefore: true });
  });

  it("match if they are numbers in another form", () => {
    const aligned = alignScript(
      "It cost 1,900 dollars in 2019, I think.",
      said("it cost nineteen hundred dollars in twenty nineteen i think"),
      ENGLISH,
    );
    expect(textOf(aligned)).toBe("It cost 1,900 dollars in 2019, I think.");
    expect(timesOf(aligned)).toEqual([0, 0.5, 1, 2, 2.5, 3, 4, 4.5]);
    const reverse = alignScript("it cost nineteen hundred dollars", said("It cost $1,900"), ENGLISH);
    expect(textOf(reverse)).toBe("it cost nineteen hundred dollars");
    expect(reverse.words.at(-1)?.end).toBeCloseTo(1.4, 6);
    expect(reverse.guessed).toEqual([]);
  });

  it("begin paragraphs at headings and list items, without notes and marks", () => {
    const script = "# My talk\n\nHello there\nagain [applause] friends.\n\n- one thing\n- another thing\nthe end";
    const aligned = alignScript(
      script,
      said("my talk hello there again friends one thing another thing the end"),
      ENGLISH,
    );
    expect(textOf(aligned)).toBe("My talk Hello there again friends. one thing another thing the end");
    expect(aligned.words.filter(({ breakBefore }) => breakBefore).map(({ text }) => text)).toEqual([
      "My",
      "Hello",
      "one",
      "another",
      "the",
    ]);
  });
});

describe("Script words that were recognized differently", () => {
  it("share the time of the recognized words, as guesses", () => {
    const aligned = alignScript(
      "We saw the Quenby Aldhelm cluster last night.",
      said("we saw the queen be all helm cluster last night"),
      ENGLISH,
    );
    expect(textOf(aligned)).toBe("We saw the Quenby Aldhelm cluster last night.");
    const [, , , quenby, aldhelm, cluster] = aligned.words;
    expect(quenby).toMatchObject({ start: 1.5, estimated: true, confidence: 0.5 });
    expect(aldhelm?.end).toBeCloseTo(3.4, 6);
    expect(cluster).toMatchObject({ start: 3.5, confidence: 1 });
    expect(aligned.guessed).toEqual([{ first: 3, last: 4, start: 1.5, end: 3.4 }]);
  });

  it("are reported if something else of the same length was said", () => {
    const aligned = alignScript(
      "We come to the second part. It is about birds, their nests and their young. Then there is tea for all.",
      said("we come to the second part please close that window there is a draft then there is tea for all"),
      ENGLISH,
    );
    expect(textOf(aligned)).toBe(
      "We come to the second part. please close that window there is a draft Then there is tea for all.",
    );
    expect(aligned.unsaid.map(({ text }) => text)).toEqual(["It is about birds, their nests and their young."]);
  });

  it("lie in the gap beside their paragraph if the engine left out a few", () => {
    const aligned = alignScript("It was not very good at all.", said("it was not …10 good at all"), ENGLISH);
    expect(textOf(aligned)).toBe("It was not very good at all.");
    expect(aligned.words[3]?.start).toBeCloseTo(1.4, 6);
    expect(aligned.words[3]?.end).toBeLessThan(2);
    expect(aligned.unsaid).toEqual([]);
    expect(alignScript("Well, it was good.", said("…3 it was good"), ENGLISH).words[0]).toMatchObject({
      text: "Well,",
      end: 3,
    });
  });

  it("replace one or two extra words of the engine", () => {
    const aligned = alignScript("So this is the plan for today.", said("so uh this is is the plan for today"), ENGLISH);
    expect(textOf(aligned)).toBe("So this is the plan for today.");
    expect(aligned.unscripted).toEqual([]);
  });
});

describe("A passage that was not said", () => {
  const BEGIN = "First we talk about rivers and lakes in the north of the country.";
  const LEFT_OUT = "There was once a long story here about a fisherman who caught nothing at all for years.";
  const END = "Now we come to the mountains and the people who live there.";
  const spoken = (text: string): string => text.toLowerCase().replace(/[.,]/g, "");

  it("is left out and reported with its line and place, and words after it keep their times", () => {
    const aligned = alignScript(
      `${BEGIN}\n\n${LEFT_OUT}\n\n${END}`,
      said(`${spoken(BEGIN)} … ${spoken(END)}`),
      ENGLISH,
    );
    expect(textOf(aligned)).toBe(`${BEGIN} ${END}`);
    expect(aligned.unsaid).toEqual([{ text: LEFT_OUT, words: 17, line: 3, near: expect.closeTo(6.4, 6) as number }]);
    expect(aligned.words[13]).toMatchObject({ text: "Now", start: 7.5, breakBefore: true });
  });

  it("keeps a word of it that belongs to a paragraph that was said", () => {
    const script = `We talk about rivers and lakes today.\n\n${LEFT_OUT}\n\nSt. Aldhelm came to the mountains on foot.`;
    const heard = said(
      "we talk about rivers and lakes … is this on now or not who knows aldhelm came to the mountains on foot",
    );
    const aligned = alignScript(script, heard, ENGLISH);
    expect(textOf(aligned)).toBe(
      "We talk about rivers and lakes today. is this on now or not who knows St. Aldhelm came to the mountains on foot.",
    );
    expect(aligned.unsaid.map(({ text }) => text)).toEqual([LEFT_OUT]);
  });

  it("may be at the beginning or the end: a title, a source", () => {
    const aligned = alignScript(
      `Rivers and lakes\n\n${BEGIN}\n\nPrinted in 2019 by nobody`,
      said(spoken(BEGIN)),
      ENGLISH,
    );
    expect(textOf(aligned)).toBe(BEGIN);
    expect(aligned.unsaid.map(({ text, line }) => [text, line])).toEqual([
      ["Rivers and lakes", 1],
      ["Printed in 2019 by nobody", 5],
    ]);
  });

  it("counts as said if recognition failed there, and if there is time for it", () => {
    const heard = said(`${spoken(BEGIN)} …9 ${spoken(END)}`);
    const failed = [{ start: 7, end: 15 }];
    const aligned = alignScript(`${BEGIN}\n\n${LEFT_OUT}\n\n${END}`, heard, { ...ENGLISH, failed });
    expect(textOf(aligned)).toBe(`${BEGIN} ${LEFT_OUT} ${END}`);
    expect(aligned.words[13]).toMatchObject({ text: "There", start: 7, estimated: true });
    expect(aligned.unsaid).toEqual([]);
    const short = alignScript(`${BEGIN}\n\n${LEFT_OUT}\n\n${END}`, heard, {
      ...ENGLISH,
      failed: [{ start: 7, end: 7.5 }],
    });
    expect(short.unsaid.map(({ text }) => text)).toEqual([LEFT_OUT]);
  });

  it("may be the whole script of another talk: then all recognized words stay", () => {
    const heard = said(spoken(END));
    const aligned = alignScript("A good program reads its configuration before it opens a socket.", heard, ENGLISH);
    expect(aligned.matched).toBe(0);
    expect(textOf(aligned)).toBe(spoken(END));
    expect(aligned.unsaid).toHaveLength(1);
    expect(aligned.unscripted).toHaveLength(1);
  });
});

it("speech that is not in the script stays as it was recognized, as a paragraph of its own, and is reported", () => {
  const aligned = alignScript(
    "Welcome to the second part of the talk. Let us look at the rivers of the north.",
    said("welcome to the second part of the talk can you hear me at the back let us look at the rivers of the north"),
    ENGLISH,
  );
  expect(textOf(aligned)).toBe(
    "Welcome to the second part of the talk. can you hear me at the back Let us look at the rivers of the north.",
  );
  expect(aligned.unscripted).toEqual([
    { text: "can you hear me at the back", start: 4, end: expect.closeTo(7.4, 6) as number },
  ]);
  expect(aligned.words.filter(({ breakBefore }) => breakBefore).map(({ text }) => text)).toEqual([
    "Welcome",
    "can",
    "Let",
  ]);
});

it("words of other languages match by their letters, with or without spaces between words", () => {
  const spanish = alignScript("¿Qué pasó ayer en Córdoba? Nada.", said("que paso ayer en córdoba nada"), {
    language: "es",
  });
  expect(spanish).toMatchObject({ matched: 1, unsaid: [] });
  expect(textOf(spanish)).toBe("¿Qué pasó ayer en Córdoba? Nada.");
  const chinese = alignScript("今天天气很好。我们去公园。", said("今天 天气 很 好 我们 去 公园"), { language: "zh" });
  expect(chinese.words.map(({ text }) => text).join("")).toBe("今天天气很好。我们去公园。");
  expect(chinese.matched).toBe(1);
});

it("words are in order and no script word is lost without a report, for any script and speech", () => {
  const word = fc.constantFrom("the", "river", "runs", "1,900", "Mr.", "to", "sea", "—", "slowly.", "and", "banks");
  const text = fc.array(word, { maxLength: 60 });
  fc.assert(
    fc.property(text, text, (script, spoken) => {
      fc.pre(script.some((one) => one !== "—"));
      const heard = spoken.length > 0 ? said(spoken.join(" ")) : [];
      const { words, unsaid, guessed } = alignScript(script.join(" "), heard, ENGLISH);
      let last = 0;
      for (const { start, end } of words) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThanOrEqual(start);
        last = start;
      }
      for (const { first, last: end } of guessed)
        expect(words.slice(first, end + 1).every(({ estimated }) => estimated)).toBe(true);
      const kept = words.filter(({ confidence }) => confidence !== 0.9).map((one) => one.text);
      const left = unsaid.flatMap((passage) => passage.text.split(" "));
      // Dashes at the beginning of the line are marks.
      const begin = script.findIndex((one) => one !== "—");
      expect([...kept, ...left].sort()).toEqual(script.slice(begin).sort());
    }),
  );
});
