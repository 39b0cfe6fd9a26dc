import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { translateInBatches, likeness, type Batch } from "./in-batches.js";

/** A translation that anybody can check. */
function translated(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => `${word}kan`);
}

type Fault =
  "none" | "shift" | "back" | "lose" | "double" | "swap" | "merge" | "echo" | "short" | "long" | "null" | "fail";
const FAULTS: readonly Fault[] = [
  "none",
  "shift",
  "back",
  "lose",
  "double",
  "merge",
  "echo",
  "short",
  "long",
  "null",
  "fail",
];

/** What a service answers that misbehaves. Of a single line it can only lose it, fail, or give it back. */
function misbehave(fault: Fault, texts: readonly string[], at: number): (string | null)[] {
  const good = texts.map(translated);
  if (texts.length === 1) return fault === "null" ? [null] : fault === "echo" ? [...texts] : good;
  const i = at % texts.length;
  switch (fault) {
    case "shift":
      return [...good.slice(1), good[0] ?? ""];
    case "back":
      return [good.at(-1) ?? "", ...good.slice(0, -1)];
    case "lose":
      return [...good.slice(0, i), ...good.slice(i + 1), good.at(-1) ?? ""];
    case "double":
      return [...good.slice(0, i), good[i] ?? "", ...good.slice(i)].slice(0, texts.length);
    case "merge":
      return [...good.slice(0, i), `${good[i]} ${good[i + 1] ?? ""}`.trim(), ...good.slice(i + 2), ""].slice(
        0,
        texts.length,
      );
    case "echo":
      return [...texts];
    case "short":
      return good.slice(0, -1);
    case "long":
      return [...good, "lagi"];
    case "null":
      return good.map((line, k) => (k === i ? null : line));
    default:
      return good;
  }
}

const word = fc.constantFrom(
  ..."the a house weather rain people nobody morning evening question answer book table river mountain we they you it goes runs talks sings slowly always never Anna London 42 1500 yes no".split(
    " ",
  ),
);
const line = fc.array(word, { minLength: 1, maxLength: 14 }).map((words) => `${words.join(" ")}.`);

const DOCUMENTS = Number(process.env["SISTER_TEST_DOCUMENTS"] ?? 400);

describe("lines that a service translates", () => {
  it("are never lost, doubled or shifted, whatever the service does in between", async () => {
    let [wrong, failed, lines, requests] = [0, 0, 0, 0];
    const document = fc.tuple(
      fc.array(line, { minLength: 1, maxLength: 60 }),
      fc.infiniteStream(fc.constantFrom(...FAULTS)),
      fc.infiniteStream(fc.nat(100)),
    );
    await fc.assert(
      fc.asyncProperty(document, async ([texts, faults, places]) => {
        const send = ({ texts: asked }: Batch): Promise<(string | null)[]> => {
          requests += 1;
          const fault = faults.next().value as Fault;
          return fault === "fail" && asked.length > 1
            ? Promise.resolve(asked.map(() => null))
            : Promise.resolve(misbehave(fault, asked, places.next().value as number));
        };
        const found = await translateInBatches(texts, {
          source: "en",
          target: "id",
          lines: 20,
          characters: 3000,
          send,
        });
        expect(found).toHaveLength(texts.length);
        for (const [i, text] of texts.entries()) {
          lines += 1;
          if (found[i] === null) failed += 1;
          // Names, numbers and one or two words may be the same in both languages, so that giving them back alone proves nothing.
          else if (found[i] === text && (text.match(/\b[a-z]/gu)?.length ?? 0) < 3) continue;
          else if (found[i] !== translated(text)) wrong += 1;
        }
      }),
      { numRuns: DOCUMENTS },
    );
    expect(requests).toBeGreaterThan(0);
    expect(failed).toBeLessThan(lines / 10);
    expect(wrong).toBe(0);
  });

  it("are compared by the pairs of letters that they share", () => {
    expect(likeness("selamat pagi", "selamat pagi!")).toBe(1);
    expect(likeness("selamat pagi", "cuaca buruk")).toBeLessThan(0.2);
  });
});
