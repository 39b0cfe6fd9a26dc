/** What every translator promises, whatever translates in it: docs/translate/translation.md. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SisterError } from "../../src/errors.js";
import type { TranslationRoute, Translator, TranslatorDefinition } from "../../src/translation/translator.js";
import { patience } from "../support/pace.js";
import { until } from "../support/until.js";

/** A translator under test, with what it needs to run. */
export interface Subject {
  readonly definition: TranslatorDefinition;
  readonly env: NodeJS.ProcessEnv;
  readonly route: TranslationRoute;
  /** A pair of languages that it does not have. */
  readonly unreachable: TranslationRoute;
  /** An environment in which it is not installed or not set up. Absent: it needs nothing. */
  readonly bare?: NodeJS.ProcessEnv;
  /** What may stand in no identity and in no error. */
  readonly secrets: readonly string[];
  /** Opens it. Default: by its definition. */
  open?(): Promise<Translator>;
  /** Texts that keep it at work until they are aborted; `isUnderWay` tells when it has begun, `release` that later texts are answered. */
  readonly endless: { texts: string[]; begin?(): void; isUnderWay?(): boolean; release?(): void };
  end?(): Promise<void>;
}

/** English that every translator under test can do: its number shows whose translation a text is. */
const numbered = (i: number): string => `The house has ${i} doors.`;

export function translatorSuite(name: string, begin: () => Promise<Subject>): void {
  describe(`the translator ${name}`, { timeout: patience(60_000) }, () => {
    let subject: Subject;
    let translator: Translator;
    beforeEach(async () => {
      subject = await begin();
      translator = await (subject.open?.() ?? subject.definition.open(subject.env));
    });
    afterEach(async () => {
      await translator.close();
      await subject.end?.();
    });
    const translate = async (texts: readonly string[], signal?: AbortSignal): Promise<(string | null)[]> =>
      (await translator.translate(texts, { ...subject.route, ...(signal ? { signal } : {}) })).map(({ text }) => text);
    const areOf = (answers: readonly (string | null)[], numbers: readonly number[]): void => {
      expect(answers).toHaveLength(numbers.length);
      for (const [i, number] of numbers.entries()) {
        expect(answers[i]).toMatch(new RegExp(`\\b${number}\\b`, "u"));
        expect(answers[i]).not.toBe(numbered(number));
      }
    };

    it("gives one result for each text, in order", async () => {
      const numbers = Array.from({ length: 90 }, (_, i) => 100 + ((i * 37) % 90));
      areOf(await translate(numbers.map(numbered)), numbers);
    });

    it("gives nothing for no text, and an empty text for a blank one", async () => {
      expect(await translate([])).toEqual([]);
      const [first, second, third, fourth, fifth] = await translate(["", numbered(12), "   ", numbered(34), "\t\n"]);
      expect([first, third, fifth]).toEqual(["", "", ""]);
      areOf([second ?? null, fourth ?? null], [12, 34]);
    });

    it("gives equal texts equal results, and lists unknown words", async () => {
      const results = await translator.translate([numbered(12), numbered(34), numbered(12)], subject.route);
      expect(results[0]).toEqual(results[2]);
      for (const { unknownWords } of results) expect(Array.isArray(unknownWords)).toBe(true);
    });

    it("gives each of several callers its own results", async () => {
      const calls = Array.from({ length: 5 }, (_, i) => [100 + i, 200 + i, 300 + i]);
      const answers = await Promise.all(calls.map((numbers) => translate(numbers.map(numbered))));
      for (const [i, numbers] of calls.entries()) areOf(answers[i] ?? [], numbers);
    });

    it("does nothing under a signal that was aborted before", async () => {
      await expect(translate([numbered(12)], AbortSignal.abort(new Error("not wanted")))).rejects.toThrow("not wanted");
    });

    it("stops with the reason of its signal, and works again afterwards", async () => {
      const { texts, begin: beginEndless, isUnderWay, release } = subject.endless;
      beginEndless?.();
      const control = new AbortController();
      const work = translate(texts, control.signal);
      const settled = work.catch((error: unknown) => error);
      await until(() => isUnderWay?.() ?? true);
      control.abort(new Error("not wanted"));
      expect(await settled).toEqual(new Error("not wanted"));
      release?.();
      areOf(await translate([numbered(12)]), [12]);
    });

    it("refuses texts after it was closed, and may be closed twice", async () => {
      await translate([numbered(12)]);
      await translator.close();
      await translator.close();
      await expect(translate([numbered(12)])).rejects.toThrow(/closed/u);
    });

    it("ends work that is under way when it is closed", async () => {
      const { texts, begin: beginEndless, isUnderWay } = subject.endless;
      beginEndless?.();
      const settled = translate(texts).catch((error: unknown) => error);
      await until(() => isUnderWay?.() ?? true);
      await translator.close();
      expect(String(await settled)).toMatch(/closed/u);
    });

    it("names the languages that it cannot do, with exit code 2", () => {
      const { definition, env, route, unreachable } = subject;
      expect(definition.canTranslate(route, env)).toBe(true);
      expect(definition.routes(env)).toContainEqual(expect.objectContaining(route));
      expect(definition.canTranslate(unreachable, env)).toBe(false);
      const refusal = definition.refusal(unreachable, env);
      expect(refusal).toBeInstanceOf(SisterError);
      expect((refusal as SisterError).exitCode).toBe(2);
      for (const code of [unreachable.source, unreachable.target]) expect(refusal.message).toContain(`(${code})`);
    });

    it("does nothing where it is not set up, and says what to do", () => {
      const { definition, bare, route } = subject;
      if (!bare) return;
      expect(definition.routes(bare)).toEqual([]);
      expect(definition.canTranslate(route, bare)).toBe(false);
      expect(definition.refusal(route, bare).message).toMatch(/apt-get install|sister models pull|set SISTER_/u);
    });

    it("has an identity that stays the same and holds no secret", () => {
      const { definition, env, route, secrets } = subject;
      const identity = definition.identity(route, env);
      expect(identity).toContain(definition.id);
      expect(definition.identity(route, env)).toBe(identity);
      for (const secret of secrets) expect(identity).not.toContain(secret);
    });
  });
}
