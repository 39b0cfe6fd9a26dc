import { describe, expect, it } from "vitest";
import type { ServiceAnswer, ServiceCall, TranslationServices } from "../../translation/service-calls.js";
import type { TranslateTask } from "../ranks/task.js";
import { ServiceTranslations } from "./service-translations.js";

const task = (batch: number, texts: string[], target = "id"): TranslateTask => ({
  kind: "translate",
  batch,
  source: "en",
  target,
  translator: "openai",
  texts,
  estimate: 1,
});

const usage = { requests: 1, characters: 10, tokens: 3 };
const good = ({ texts }: ServiceCall): ServiceAnswer => ({
  texts: texts.map((text) => text.toUpperCase()),
  problem: null,
  isDown: false,
  usage,
});
const down = (problem: string, { texts }: ServiceCall): ServiceAnswer => ({
  texts: texts.map(() => null),
  problem,
  isDown: true,
  usage,
});

/** Services that answer a call when the test wants it. */
class HeldServices implements TranslationServices {
  readonly calls: { call: ServiceCall; answer: (answer: ServiceAnswer) => void }[] = [];
  choose(): Promise<never> {
    return Promise.reject(new Error("nothing is chosen here"));
  }
  translate(call: ServiceCall): Promise<ServiceAnswer> {
    return new Promise((answer) => this.calls.push({ call, answer }));
  }
  /** Resolves when this many calls came. */
  async called(count: number): Promise<void> {
    while (this.calls.length < count) await new Promise(setImmediate);
  }
  /** Answers the call that came last. */
  answerLast(make: (call: ServiceCall) => ServiceAnswer): void {
    const last = this.calls.at(-1);
    last?.answer(make(last.call));
  }
}

const never = new AbortController().signal;

describe("ServiceTranslations", () => {
  it("asks for all that came while a call was under way at once, and gives each task its own lines", async () => {
    const services = new HeldServices();
    const translations = new ServiceTranslations(services);
    const first = translations.translate(task(0, ["a"]), never);
    const later = [task(1, ["b", "c"]), task(2, ["d"])].map((one) => translations.translate(one, never));
    const other = translations.translate(task(3, ["a"], "es"), never);
    // Another target does not wait.
    expect(services.calls.map(({ call }) => call.target)).toEqual(["id", "es"]);
    services.answerLast(good);
    await other;
    services.calls[0]?.answer(good(services.calls[0].call));
    await first;
    await services.called(3);
    expect(services.calls.at(-1)?.call.texts).toEqual(["b", "c", "d"]);
    services.answerLast(good);
    expect(await Promise.all(later)).toMatchObject([
      { batch: 1, texts: ["B", "C"], problem: null },
      { batch: 2, texts: ["D"], problem: null },
    ]);
    expect(translations.usage).toEqual({ openai: { requests: 3, characters: 30, tokens: 9 } });
  });

  it("sends the terms of all tasks once, and gives each task its own breaches", async () => {
    const services = new HeldServices();
    const translations = new ServiceTranslations(services);
    const [rank, house] = [
      { source: "rank", target: "peringkat" },
      { source: "house", target: "rumah" },
    ];
    const first = translations.translate(task(0, ["a"]), never);
    const later = [
      translations.translate({ ...task(1, ["b", "c"]), terms: [rank] }, never),
      translations.translate({ ...task(2, ["d"]), terms: [rank, house] }, never),
    ];
    services.answerLast(good);
    await first;
    await services.called(2);
    expect(services.calls.map(({ call }) => call.terms)).toEqual([undefined, [rank, house]]);
    services.answerLast((call) => ({
      ...good(call),
      breaches: [
        { text: 1, ...rank },
        { text: 2, ...house },
      ],
    }));
    expect((await Promise.all(later)).map(({ breaches }) => breaches)).toEqual([
      [{ text: 1, ...rank }],
      [{ text: 0, ...house }],
    ]);
    expect(await first).not.toHaveProperty("breaches");
  });

  it("gives a service up after two calls that failed, with the first reason for all", async () => {
    const services = new HeldServices();
    const translations = new ServiceTranslations(services);
    const results = [0, 1, 2].map((batch) => translations.translate(task(batch, Array<string>(200).fill("a")), never));
    for (const [i, problem] of ["it answers 429", "the breaker is open"].entries()) {
      await services.called(i + 1);
      services.answerLast((call) => down(problem, call));
    }
    const ended = await Promise.all(results);
    expect(services.calls.length).toBe(2);
    for (const { texts, problem } of ended) {
      expect(new Set(texts)).toEqual(new Set([null]));
      expect(problem).toBe("it answers 429");
    }
  });

  it("goes on after a single call that failed", async () => {
    const services = new HeldServices();
    const translations = new ServiceTranslations(services);
    for (const batch of [0, 1, 2, 3]) {
      const result = translations.translate(task(batch, ["a"]), never);
      await services.called(batch + 1);
      services.answerLast((call) => (batch % 2 === 0 ? down("it is away", call) : good(call)));
      expect(await result).toMatchObject({ texts: [batch % 2 === 0 ? null : "A"] });
    }
  });

  it("stops with the signal: tasks that wait are not asked for", async () => {
    const services = new HeldServices();
    const translations = new ServiceTranslations(services);
    const stop = new AbortController();
    const running = translations.translate(task(0, ["a"]), stop.signal);
    const waiting = translations.translate(task(1, ["b"]), stop.signal);
    stop.abort(new Error("cancelled"));
    services.answerLast(good);
    await running;
    await expect(waiting).rejects.toThrow("cancelled");
    expect(services.calls.length).toBe(1);
  });
});
