import { beforeAll, describe, expect, it } from "vitest";
import { knownSpeech, type KnownSpeech } from "../../bench/speech/known-speech.js";
import { knownText } from "../../bench/speech/known-text.js";
import { ScriptedTalk } from "../../src/pipeline/script/lay-script.js";
import type { TimedWord } from "../../src/subtitles/cue.js";

let speech: KnownSpeech;
let script: string;
beforeAll(async () => {
  const [passage = []] = knownText(30, 4);
  speech = await knownSpeech(passage, "slt");
  script = speech.tokens.map(({ written }) => written).join(" ");
});

const read = (from: number, to: number): Promise<Int16Array> => Promise.resolve(speech.samples.slice(from, to));
const ENGLISH = { language: "en", read };

/** The words of the talk as an engine might recognize them, with wrong words from `from` to `to`. */
function recognized(from: number, to: number): TimedWord[] {
  return speech.tokens.map(({ spoken }, i) => {
    const [start, end] = speech.times[i] ?? [0, 0];
    const isWrong = i >= from && i < to;
    return { text: isWrong ? `wrong${i}` : spoken.replaceAll(" ", "-"), start, end, confidence: 0.9 };
  });
}

describe("A script aligned with a talk", () => {
  it("finds script words in the sound if the engine recognized other words", async () => {
    const talk = new ScriptedTalk(script);
    const heard = recognized(6, 7);
    talk.add(1, heard.slice(12));
    talk.add(0, heard.slice(0, 12));
    const { words, failed, warnings } = await talk.lay(ENGLISH);
    expect(words.map(({ text }) => text).join(" ")).toBe(script);
    expect({ failed, warnings }).toEqual({ failed: [], warnings: [] });
    expect(words[6]?.text).toBe("$1,900");
    expect(words[6]?.estimated).toBeUndefined();
    expect(Math.abs((words[6]?.start ?? 0) - (speech.times[6]?.[0] ?? 0))).toBeLessThan(0.15);
  });

  it("fills a stretch that could not be recognized", async () => {
    const talk = new ScriptedTalk(script);
    const heard = recognized(0, 0);
    const [from, to] = [heard[6]?.end ?? 0, heard[16]?.start ?? 0];
    talk.add(0, heard.slice(0, 7));
    talk.add(1, { failed: { start: from, end: to } });
    talk.add(2, heard.slice(16));
    const { words, failed, warnings } = await talk.lay(ENGLISH);
    expect(words.map(({ text }) => text).join(" ")).toBe(script);
    expect({ failed, warnings }).toEqual({ failed: [], warnings: [] });
    expect(Math.abs((words[10]?.start ?? 0) - (speech.times[10]?.[0] ?? 0))).toBeLessThan(0.15);
  });

  it("warns of words that were not said, and of speech that is not in the script, with their places", async () => {
    const heard = recognized(0, 0);
    const aside = "can everybody hear me at the back".split(" ");
    const end = heard.at(-1)?.end ?? 0;
    const talk = new ScriptedTalk(`${script}\n\nThen there was a passage on ships and sails.\n`);
    talk.add(0, [...heard, ...aside.map((text, i) => ({ text, start: end + i, end: end + i + 0.5, confidence: 0.9 }))]);
    const { words, warnings } = await talk.lay(ENGLISH);
    expect(words.at(-1)?.text).toBe("back");
    expect(warnings).toEqual([
      { code: "script-unsaid", message: expect.stringMatching(/line 3.*"Then there was a passage/) as string },
      { code: "script-extra", message: expect.stringMatching(/"can everybody hear me/) as string },
    ]);
  });

  it("is refused if it belongs to another talk", async () => {
    const talk = new ScriptedTalk("A good program reads its configuration before it opens a socket.");
    talk.add(0, recognized(0, 0));
    await expect(talk.lay(ENGLISH)).rejects.toThrow(/not the text of this talk/);
  });
});
