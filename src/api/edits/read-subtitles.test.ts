import { describe, expect, it } from "vitest";
import { Problem } from "../http/problem.js";
import { readSubtitles } from "./read-subtitles.js";

const bytes = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const cue = (i: number, more: object = {}): object => ({
  index: i + 1,
  start: i,
  end: i + 0.5,
  text: `¡Hola "${i}"!`,
  ...more,
});
const read = async (value: unknown): Promise<unknown> =>
  readSubtitles(bytes(value)).catch((error: unknown) => {
    expect(error).toBeInstanceOf(Problem);
    return `${(error as Problem).status} ${(error as Problem).message}`;
  });

/**
 * The longest processor time between two turns of the event loop during some work, in milliseconds. The time until the
 * work first waits counts too: a reader that never waits does everything then.
 */
async function longestStretch(work: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  let longest = 0;
  let before = process.cpuUsage();
  void work()
    .catch(() => undefined)
    .finally(() => (isOver = true));
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    longest = Math.max(longest, process.cpuUsage(before).user / 1000);
    before = process.cpuUsage();
  }
  return longest;
}

describe("edited subtitles", () => {
  it("are read as JSON.parse would read them", async () => {
    const words = [{ text: '{[\\"', start: 0, end: 1, confidence: 0.5, doubtful: true }];
    const document = { language: "es", cues: [cue(0, { words }), cue(1, { failed: true }), cue(2, { text: "\\" })] };
    for (const text of [
      JSON.stringify(document),
      JSON.stringify(document, null, "\t\r\n "),
      `\n${JSON.stringify({ cues: document.cues, language: "es" })} `,
    ]) {
      const { language, cues } = await readSubtitles(bytes(text));
      expect({ language, cues: cues.map((one) => JSON.parse(one) as unknown) }).toEqual(document);
    }
    expect(await readSubtitles(bytes('{"language":"en","cues":[]}'))).toEqual({ language: "en", cues: [] });
  });

  it.each([
    ["", /not JSON/],
    ["[]", /not JSON/],
    ['{"language":"es","cues":[]', /not JSON/],
    ['{"language":"es","cues":[]}x', /not JSON/],
    ['{"language":"es" "cues":[]}', /not JSON/],
    ['{"language":"es","cues":[,]}', /not JSON/],
    ['{"language":"es","cues":[{}', /not JSON|cues.0/],
    ['{"language":"es","cues":["', /not JSON/],
    ['{"language":"es","cues":{}}', /give a list/],
    ['{"cues":[]}', /language: this field is missing/],
    ['{"language":"es"}', /cues: this field is missing/],
    ['{"language":"es","language":"en","cues":[]}', /twice/],
    ['{"language":"es","cues":[[[[[]]]]]}', /nested/],
    [`{"language":"es","cues":[${"[".repeat(1e6)}`, /nested/],
    [`{"language":"es","a":${"[".repeat(1e6)}`, /nested|longer/],
    [`{"language":"es","cues":[{"text":"${"x".repeat(1e6)}"}]}`, /cues.0: it is longer/],
    [`{${'"a":1,'.repeat(2)}"cues":[]}`, /twice|not known/],
    [{ language: "es", cue: [] }, /"cue" is not known: did you mean "cues"/],
    [{ language: "es", cues: [cue(0), { ...cue(1), txt: "" }] }, /cues\.1.*"txt" is not known: did you mean "text"/],
    [{ language: "es", cues: [cue(1), cue(0)] }, /cues\.1: each cue must/],
    [{ language: "es", cues: [cue(0, { text: "\0" })] }, /cues\.0\.text/],
  ])("with the body %.40j are refused", async (value, why) => {
    expect(await read(value)).toMatch(/^422 /);
    expect(await read(value)).toMatch(why);
  });

  it("never block the event loop for 100 ms, even if they are hostile", async () => {
    const cues = Array.from({ length: 80_000 }, (_, i) => cue(i));
    const long = bytes({ language: "es", cues });
    let count = 0;
    // Wide: reading the document in one piece takes many times as long.
    expect(await longestStretch(async () => (count = (await readSubtitles(long)).cues.length))).toBeLessThan(100);
    expect(count).toBe(80_000);
    for (const [load, why] of [
      // The fault is at the end, so that everything before it is read.
      [{ language: "es", cues: [...cues, {}] }, /cues\.80000/],
      [`{"language":"es","cues":[${"{},".repeat(3e6)}{}]}`, /cues\.0/],
      [`{${Array.from({ length: 3e5 }, (_, i) => `"k${i}":1`).join()}}`, /"k0" is not known/],
    ] as const) {
      const body = bytes(load);
      let refusal: unknown = null;
      expect(await longestStretch(async () => (refusal = await read(body)))).toBeLessThan(100);
      expect(refusal).toMatch(why);
    }
  });
});
