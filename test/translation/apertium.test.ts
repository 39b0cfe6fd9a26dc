/** Real pipelines of Apertium: their input, their output, and their behaviour when a program dies. */
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApertiumTranslator } from "../../src/translation/apertium/apertium.js";
import { findRoute } from "../../src/translation/apertium/routes.js";
import { checkPairs } from "../../src/translation/apertium/modes.js";
import { openTranslator } from "../../src/translation/translators.js";
import type { Translator } from "../../src/translation/translator.js";
import { patience } from "../support/pace.js";

const SPANISH = { source: "en", target: "es" };

/** The processes of a process group. */
function membersOf(group: number): { pid: number; program: string }[] {
  return execFileSync("ps", ["-e", "-o", "pid=,pgid=,stat=,comm="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, pgid, state]) => Number(pgid) === group && !state?.startsWith("Z"))
    .map(([pid, , , program = ""]) => ({ pid: Number(pid), program }));
}

/** The programs of a pipeline, without the shells that run them. */
function programsOf(group: number): number[] {
  return membersOf(group).flatMap(({ pid, program }) => (program === "sh" ? [] : [pid]));
}

async function untilNone(group: number): Promise<void> {
  while (membersOf(group).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("a translator", () => {
  let translator: Translator;
  beforeAll(async () => {
    translator = await openTranslator("apertium");
  });
  afterAll(() => translator.close());

  const spanish = async (...texts: string[]): Promise<(string | null)[]> =>
    (await translator.translate(texts, SPANISH)).map(({ text }) => text);

  it("translates each text on its own, in order", async () => {
    expect(await spanish("The house is red", "Good morning.", "The city is big")).toEqual([
      "La casa es roja",
      "Buenos días.",
      "La ciudad es grande",
    ]);
  });

  it("keeps the order of 500 texts", async () => {
    const numbers = Array.from({ length: 500 }, (_, i) => `The house ${i}`);
    expect(await spanish(...numbers)).toEqual(numbers.map((_, i) => `La casa ${i}`));
  });

  it("answers concurrent calls each with its own translations", async () => {
    const calls = Array.from({ length: 20 }, (_, i) => spanish(`The house ${i}`, `The river ${i}`));
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, i) => [`La casa ${i}`, `El río ${i}`]));
  });

  it.each([
    ["brackets", "the house [is] {red}"],
    ["characters of its stream format", "^the house$ / <is> * # @ ~ \\red\\"],
    ["lines and tabs", "the house\nis\tred\r\nand old"],
    ["quotes and commands for a shell", `the "house" is 'red'; $(touch x) \`ls\``],
    ["a NUL", "the house\0is red"],
    ["an emoji and a combining accent", "the house 🏠 is cafe\u0301"],
    ["numbers and an address", "version 1.5 costs 3,000 at example.org"],
    ["several sentences", "The house is red. The river is cold! Is it?"],
  ])("answers a text with %s once, and does not shift the next answer", async (_name, text) => {
    const [first, second] = await spanish(text, "The house is red");
    expect(first).toBeTruthy();
    expect(first).not.toMatch(/[\0\n]|\[\]|@|\*(?!.*~)/u.test(text) ? /\0|\n/ : /\0|\n|\\|\*/);
    expect(second).toBe("La casa es roja");
  });

  it("keeps the characters that have a meaning in its stream format", async () => {
    const [text] = await spanish("[the house] <is> {red} ^ $ / \\ @ * #");
    for (const character of "[]<>{}^$/\\@*#") expect(text).toContain(character);
  });

  it("keeps the end of a sentence, and adds none", async () => {
    expect(await spanish("The house", "The house.", "The house?", "The house…")).toEqual([
      "La casa",
      "La casa.",
      "La casa?",
      "La casa…",
    ]);
  });

  it("translates an empty text to an empty text", async () => {
    expect(await spanish("", "   ")).toEqual(["", ""]);
    expect(await translator.translate([], SPANISH)).toEqual([]);
  });

  it("lists unknown words, and leaves no mark in the text", async () => {
    const [one] = await translator.translate(["The flobberwobble is red"], SPANISH);
    expect(one).toEqual({ text: "El flobberwobble es rojo", unknownWords: ["flobberwobble"] });
  });

  it("returns null for a text of unknown words only", async () => {
    const [one] = await translator.translate(["flobber grumzel zibbel"], SPANISH);
    expect(one).toEqual({ text: null, unknownWords: ["flobber", "grumzel", "zibbel"] });
  });

  it("translates over a pivot if there is no direct pair", async () => {
    const [one] = await translator.translate(["The house is red"], { source: "en", target: "ca" });
    expect(one?.text).toBe("La casa és vermella");
    const route = findRoute({ source: "en", target: "ca" }, checkPairs().pairs);
    expect(route?.pairs).toEqual(["eng-spa", "spa-cat"]);
  });

  it("refuses a language that no pair reaches, by name", async () => {
    await expect(translator.translate(["hello"], { source: "en", target: "ja" })).rejects.toThrow(
      /no installed pair translates English \(en\) to Japanese \(ja\)/,
    );
  });

  it("stops when its signal aborts, and works again afterwards", async () => {
    const control = new AbortController();
    const many = Array.from({ length: 20_000 }, () => "The house is red and the river is cold");
    const asked = translator.translate(many, { ...SPANISH, signal: control.signal });
    control.abort(new Error("not wanted"));
    await expect(asked).rejects.toThrow("not wanted");
    expect(await spanish("The house is red")).toEqual(["La casa es roja"]);
  });
});

describe("the programs of a pipeline", () => {
  it.each(["first", "middle", "last"] as const)(
    "are started again if the %s one is killed at work, with no text lost or doubled",
    { timeout: patience(60_000) },
    async (which) => {
      const translator = new ApertiumTranslator();
      try {
        await translator.translate(["hello"], SPANISH);
        const [group = 0] = translator.pids;
        const programs = programsOf(group);
        expect(programs.length).toBeGreaterThan(3);
        const texts = Array.from({ length: 3000 }, (_, i) => `The house ${i}`);
        const asked = translator.translate(texts, SPANISH);
        const victim = { first: 0, middle: programs.length >> 1, last: programs.length - 1 }[which];
        process.kill(programs[victim] ?? 0, "SIGKILL");
        expect((await asked).map(({ text }) => text)).toEqual(texts.map((_, i) => `La casa ${i}`));
        expect(translator.pids).not.toEqual([group]);
        await untilNone(group);
      } finally {
        await translator.close();
      }
    },
  );

  it("are started again if one was killed while all were idle", async () => {
    const translator = new ApertiumTranslator();
    try {
      await translator.translate(["hello"], SPANISH);
      const [group = 0] = translator.pids;
      process.kill(programsOf(group).at(-1) ?? 0, "SIGKILL");
      await untilNone(group);
      expect((await translator.translate(["The house"], SPANISH))[0]?.text).toBe("La casa");
    } finally {
      await translator.close();
    }
  });

  it("all end when the translator is closed, which then refuses calls", async () => {
    const translator = new ApertiumTranslator();
    await translator.translate(["hello"], { source: "en", target: "ca" });
    const groups = translator.pids;
    expect(groups.length).toBe(2);
    await translator.close();
    for (const group of groups) await untilNone(group);
    await expect(translator.translate(["hello"], SPANISH)).rejects.toThrow(/closed/);
  });

  it("end when the process that started them is killed", async () => {
    const program = fileURLToPath(new URL("./programs/translate-and-wait.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", program], { stdio: ["ignore", "pipe", "inherit"] });
    const groups = await new Promise<number[]>((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line) as number[]));
      child.once("error", reject);
    });
    expect(groups.length).toBe(2);
    for (const group of groups) expect(membersOf(group).length).toBeGreaterThan(0);
    child.kill("SIGKILL");
    for (const group of groups) await untilNone(group);
  });

  it("stay the same for all texts of a pair, and their memory does not grow", async () => {
    const translator = new ApertiumTranslator();
    try {
      await translator.translate(["hello"], SPANISH);
      const [group = 0] = translator.pids;
      const before = programsOf(group);
      const resident = (pid: number): number =>
        Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
      const sum = (): number => before.reduce((total, pid) => total + resident(pid), 0);
      const texts = Array.from({ length: 2000 }, (_, i) => `The house ${i} is red and the river is cold`);
      await translator.translate(texts, SPANISH);
      const warm = sum();
      for (let i = 0; i < 5; i++) await translator.translate(texts, SPANISH);
      expect(programsOf(group)).toEqual(before);
      // In KiB: after ten thousand sentences they may hold a few MiB more, but no copy of all texts.
      expect(sum() - warm).toBeLessThan(20_000);
    } finally {
      await translator.close();
    }
  });
});
