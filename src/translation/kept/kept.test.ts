import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Translation, TranslateOptions, Translator } from "../translator.js";
import { KeepingTranslator } from "./keeping-translator.js";
import { KeptTranslations, type KeptKey } from "./kept-translations.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sister-kept-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const KEY: KeptKey = { identity: "one 1", source: "en", target: "id", text: "Good morning.", terms: [] };
const RANK = { source: "rank", target: "peringkat" };

async function filesIn(where: string): Promise<string[]> {
  const entries = await readdir(where, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe("kept translations", () => {
  it("are found by text, languages, translator and terms", async () => {
    const kept = new KeptTranslations(folder);
    await kept.put(KEY, "Selamat pagi.");
    expect(await kept.get({ ...KEY })).toBe("Selamat pagi.");
    const others = [{ text: "Good" }, { source: "es" }, { target: "es" }, { identity: "one 2" }, { terms: [RANK] }];
    for (const other of others) expect(await kept.get({ ...KEY, ...other })).toBeNull();
  });

  it.each([
    "",
    "{",
    '{"version":1,"text":"Good morning.","translation":""}',
    '{"version":1,"text":"Other","translation":"x"}',
  ])("that are damaged count as missing, and are replaced: %j", async (damaged) => {
    const kept = new KeptTranslations(folder);
    await kept.put(KEY, "Selamat pagi.");
    const [file = ""] = await filesIn(folder);
    await writeFile(file, damaged);
    expect(await kept.get(KEY)).toBeNull();
    await kept.put(KEY, "Selamat pagi.");
    expect(await kept.get(KEY)).toBe("Selamat pagi.");
  });

  it("are bounded, and the oldest are removed", async () => {
    const kept = new KeptTranslations(folder, { shelfMost: 1, random: () => 0 });
    for (let i = 0; i < 600; i++) await kept.put({ ...KEY, text: `text ${i}` }, "x");
    expect((await filesIn(folder)).length).toBeLessThanOrEqual(256);
    expect(await kept.get({ ...KEY, text: "text 599" })).toBe("x");
    const [file = ""] = await filesIn(folder);
    const before = (await filesIn(folder)).length;
    const old = new Date(Date.now() - 40 * 24 * 3600 * 1000);
    await utimes(file, old, old);
    await kept.forgetOld(30);
    expect((await filesIn(folder)).length).toBe(before - 1);
    await kept.clear();
    expect(await kept.get({ ...KEY, text: "text 599" })).toBeNull();
  });

  it("may be written by several runs at once", async () => {
    const runs = Array.from({ length: 8 }, () => new KeptTranslations(folder, { random: () => 0 }));
    await Promise.all(runs.flatMap((kept) => Array.from({ length: 20 }, () => kept.put(KEY, "Selamat pagi."))));
    expect(await runs[0]?.get(KEY)).toBe("Selamat pagi.");
    const files = await filesIn(folder);
    expect(files).toHaveLength(1);
    expect(JSON.parse(await readFile(files[0] ?? "", "utf8"))).toMatchObject({ version: 1 });
  });

  it("cost no translation if they cannot be written", async () => {
    await writeFile(join(folder, "file"), "");
    const kept = new KeptTranslations(join(folder, "file", "below"));
    await kept.put(KEY, "Selamat pagi.");
    expect(await kept.get(KEY)).toBeNull();
  });
});

describe("a translator that keeps", () => {
  const asked: string[] = [];
  const inner: Translator = {
    takesTerms: true,
    translate: (texts: readonly string[], _options: TranslateOptions): Promise<Translation[]> => {
      asked.push(...texts);
      return Promise.resolve(
        texts.map((text) => ({ text: text === "bad" ? null : text.toUpperCase(), unknownWords: [] })),
      );
    },
    close: () => Promise.resolve(),
  };
  const options = { source: "en", target: "id" };

  it("asks only for what is not kept, and never keeps what failed", async () => {
    asked.length = 0;
    const translator = new KeepingTranslator(inner, new KeptTranslations(folder), () => "one");
    const texts = async (list: string[], more: Partial<TranslateOptions> = {}): Promise<(string | null)[]> =>
      (await translator.translate(list, { ...options, ...more })).map(({ text }) => text);
    expect(await texts(["a", "bad", "b"])).toEqual(["A", null, "B"]);
    expect(await texts(["b", "c", "bad"])).toEqual(["B", "C", null]);
    expect(asked).toEqual(["a", "bad", "b", "c", "bad"]);
    // Terms count for the texts that have them only.
    expect(await texts(["a", "rank a"], { terms: [RANK] })).toEqual(["A", "RANK A"]);
    expect(await texts(["rank a"])).toEqual(["RANK A"]);
    expect(asked.slice(5)).toEqual(["rank a", "rank a"]);
    expect(await texts(["a"], { fresh: true })).toEqual(["A"]);
    expect(asked.slice(7)).toEqual(["a"]);
  });
});
