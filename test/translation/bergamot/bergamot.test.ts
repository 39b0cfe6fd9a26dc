/** Bergamot's real WebAssembly with tiny models of random weights, and its faults with a stand-in for its worker. */
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BergamotTranslator } from "../../../src/translation/bergamot/bergamot.js";
import { BERGAMOT } from "../../../src/translation/bergamot/definition.js";
import type { Translator } from "../../../src/translation/translator.js";
import { patience } from "../../support/pace.js";
import { beginModelHome, type ModelHome } from "./model-home.js";

const EN_ID = { source: "en", target: "id" };

let home: ModelHome;
const opened: Translator[] = [];
beforeEach(() => {
  home = beginModelHome("en-id", "de-en");
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((translator) => translator.close()));
  home.remove();
});

function open(config: { worker?: string } = {}): BergamotTranslator {
  const translator = new BergamotTranslator(home.env, config);
  opened.push(translator);
  return translator;
}

describe("the real WebAssembly", { timeout: patience(60_000) }, () => {
  const TEXTS = ["The house is red.", "", "How are you?", "We read a book at home."];

  it("loads a model in the real format, and translates each text on its own", async () => {
    const together = await open().translate(TEXTS, EN_ID);
    expect(together.map(({ text }) => text === "")).toEqual([false, true, false, false]);
    const translator = open();
    // Random weights end no sentence: marian then cuts at a length that depends on the longest text of the batch. What is before the cut does not.
    for (const [i, text] of TEXTS.entries()) {
      const [alone] = await translator.translate([text], EN_ID);
      const [first = "", second = ""] = [together[i]?.text ?? "", alone?.text ?? ""];
      const shorter = Math.min(first.length, second.length);
      expect(shorter > 0).toBe(text !== "");
      expect(first.slice(0, shorter)).toBe(second.slice(0, shorter));
    }
  });

  it("translates over English with two models", async () => {
    expect(BERGAMOT.routes(home.env)).toEqual(
      expect.arrayContaining([EN_ID, { source: "de", target: "en" }, { source: "de", target: "id" }]),
    );
    const [one] = await open().translate(["Das Haus ist rot."], { source: "de", target: "id" });
    expect(one).toBeDefined();
    expect(BERGAMOT.identity({ source: "de", target: "id" }, home.env)).toMatch(
      /^bergamot 1 of 0\.4\.9, translate\/de-en \w{12}, translate\/en-id \w{12}$/u,
    );
  });

  it("has models with two vocabularies, and with the names of Firefox's own files", async () => {
    const dir = home.dir("en-id");
    renameSync(join(dir, "model.bin"), join(dir, "model.enid.intgemm.alphas.bin"));
    renameSync(join(dir, "lex.bin"), join(dir, "lex.50.50.enid.s2t.bin"));
    cpSync(join(dir, "vocab.spm"), join(dir, "srcvocab.enid.spm"));
    renameSync(join(dir, "vocab.spm"), join(dir, "trgvocab.enid.spm"));
    expect((await open().translate(["The house is red."], EN_ID))[0]).toBeDefined();
  });

  it("keeps no more than four models, and loads one again that it freed", async () => {
    for (const pair of ["en-fr", "en-es", "en-it", "en-pt"])
      cpSync(home.dir("en-id"), home.dir(pair), { recursive: true });
    const translator = open();
    const [before] = await translator.translate(["The house is red."], EN_ID);
    const pid = translator.pid;
    for (const target of ["fr", "es", "it", "pt"]) await translator.translate(["Yes."], { source: "en", target });
    expect(await translator.translate(["The house is red."], EN_ID)).toEqual([before]);
    expect(translator.pid).toBe(pid);
  });

  const whole = (dir: string, file: string): Buffer => readFileSync(join(dir, file));
  it.each([
    ["model.bin", (dir: string) => whole(dir, "model.bin").subarray(0, 9000), "the file is truncated"],
    ["model.bin", () => Buffer.alloc(5000), "it is no model of marian"],
    ["model.bin", () => Buffer.from("<html>404 Not Found</html>"), "it is no model of marian"],
    ["vocab.spm", () => Buffer.alloc(500), "SentencePiece vocabulary error"],
    ["vocab.spm", () => Buffer.from("<html>404 Not Found</html>"), "SentencePiece vocabulary error"],
    ["lex.bin", () => Buffer.alloc(500), "cannot be used"],
  ])("refuses a model whose %s is damaged, by its folder (%#)", async (file, damage, reason) => {
    const dir = home.dir("en-id");
    writeFileSync(join(dir, file), damage(dir));
    const translator = open();
    const failure = await translator.translate(["The house is red."], EN_ID).catch((error: unknown) => String(error));
    expect(failure).toContain(dir);
    expect(failure).toContain(reason);
    expect(failure).toContain('sister models pull translate/en-id"');
    expect(failure).not.toMatch(/\/src\/|\n/u);
    // Another model of the same process is not harmed.
    expect(await translator.translate(["Das Haus."], { source: "de", target: "en" })).toHaveLength(1);
  });
});

describe("a folder of models", () => {
  it("that lacks a file is refused by name before any work", () => {
    rmSync(join(home.dir("en-id"), "vocab.spm"));
    expect(BERGAMOT.canTranslate(EN_ID, home.env)).toBe(false);
    const { message } = BERGAMOT.refusal(EN_ID, home.env);
    expect(message).toContain(`${home.dir("en-id")} needs vocab.*.spm`);
    expect(message).toContain('"sister models pull translate/en-id"');
  });

  it("with two models is ambiguous", () => {
    cpSync(join(home.dir("en-id"), "model.bin"), join(home.dir("en-id"), "model.old.bin"));
    expect(BERGAMOT.refusal(EN_ID, home.env).message).toContain("model.bin, model.old.bin");
  });

  it("that is missing is named by the command that installs it, both of a route over English", () => {
    expect(BERGAMOT.refusal({ source: "fr", target: "ja" }, home.env).message).toMatch(
      /French \(fr\) to Japanese \(ja\): sister models pull translate\/fr-en translate\/en-ja \(with --from/u,
    );
    expect(BERGAMOT.refusal({ source: "de", target: "ja" }, home.env).message).toContain("pull translate/en-ja (");
  });

  it("changes the identity if any of its files changes", () => {
    const before = BERGAMOT.identity(EN_ID, home.env);
    writeFileSync(join(home.dir("en-id"), "lex.bin"), "other");
    expect(BERGAMOT.identity(EN_ID, home.env)).not.toBe(before);
  });
});

describe("a worker that fails", { timeout: patience(60_000) }, () => {
  const texts = (fault: string): string[] => [
    "The house is red.",
    `${fault} and the river is cold.`,
    "We read a book.",
  ];
  const expected = (fault: string): string[] => [
    "Thekan housekan iskan redkan.",
    `${fault} andkan thekan riverkan iskan coldkan.`,
    "Wekan readkan akan bookkan.",
  ];

  it.each([
    ["kills its process", "KILL ONCE"],
    ["ends", "EXIT ONCE"],
    ["aborts", "ABORT ONCE"],
    ["runs out of memory", "MEMORY ONCE"],
    ["loses a text", "LOSE ONCE"],
  ])("because it %s is started again, with no text lost or doubled", async (_name, fault) => {
    const translator = open({ worker: home.standIn() });
    const answers = await translator.translate(texts(fault), EN_ID);
    expect(answers.map(({ text }) => text)).toEqual(expected(fault));
  });

  it.each([
    ["kills its process", "KILL", /SIGKILL/u],
    ["aborts", "ABORT", /Aborted/u],
    ["runs out of memory", "MEMORY", /ran out of memory: start fewer ranks/u],
  ])("three times because it %s fails the batch, and says what to do", async (_name, fault, reason) => {
    const translator = open({ worker: home.standIn() });
    const failure = await translator.translate(texts(fault), EN_ID).catch((error: unknown) => String(error));
    expect(failure).toMatch(reason);
    expect(failure).toMatch(/, 3 times: try "sister models check translate\/en-id"/u);
    expect(await translator.translate(["We read a book."], EN_ID)).toEqual([
      { text: "Wekan readkan akan bookkan.", unknownWords: [] },
    ]);
  });

  it("gives no source text as a translation", async () => {
    const translator = open({ worker: home.standIn() });
    const [echo, good] = await translator.translate(["this is an ECHO of the source", "We read a book."], EN_ID);
    expect(echo?.text).toBeNull();
    expect(good?.text).toBe("Wekan readkan akan bookkan.");
  });
});
