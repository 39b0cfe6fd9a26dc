/**
 * Translations of one job by services. Units come in ones and twos while the speech is recognized; a service is cheaper
 * and translates better if it gets many lines at once. So there is one call at a time for each target, and the next one
 * takes all that has come meanwhile.
 */
import type { Term } from "../../translation/glossary/glossary.js";
import type { ServiceAnswer, ServiceCall, TranslationServices } from "../../translation/service-calls.js";
import { addUsage } from "../../translation/service-usage.js";
import type { ServiceUsage } from "../../translation/translator.js";
import type { TaskResult, TranslateTask } from "../ranks/task.js";

type Translated = TaskResult & { kind: "translated" };

interface Waiting {
  task: TranslateTask;
  resolve: (result: Translated) => void;
  reject: (error: unknown) => void;
}

/** One target by one service. */
interface Lane {
  readonly waiting: Waiting[];
  isBusy: boolean;
}

type Translations = Pick<ServiceAnswer, "texts" | "problem" | "breaches">;

/** Most lines of one call: results come while a long video is still being recognized. */
const LINES_MOST = 200;

/**
 * A service is given up after this many calls in a row that failed, each of which took several attempts: the rest of
 * the job would only wait for it.
 */
const FAILURES_MOST = 2;

export class ServiceTranslations {
  readonly #services: TranslationServices;
  readonly #lanes = new Map<string, Lane>();
  /** Of each service: calls in a row that failed, and the first reason. */
  readonly #failures = new Map<string, { inRow: number; problem: string }>();
  readonly #usage: Record<string, ServiceUsage> = {};

  constructor(services: TranslationServices) {
    this.#services = services;
  }

  /** What the job has asked of each service so far. */
  get usage(): Record<string, ServiceUsage> {
    return this.#usage;
  }

  /** Translates a task when its turn comes. Rejects only with the reason of the signal. */
  translate(task: TranslateTask, signal: AbortSignal): Promise<Translated> {
    const key = `${task.translator} ${task.target}`;
    const lane = this.#lanes.get(key) ?? { waiting: [], isBusy: false };
    this.#lanes.set(key, lane);
    return new Promise((resolve, reject) => {
      lane.waiting.push({ task, resolve, reject });
      if (!lane.isBusy) void this.#work(lane, signal);
    });
  }

  async #work(lane: Lane, signal: AbortSignal): Promise<void> {
    lane.isBusy = true;
    for (let taken = take(lane); taken.length > 0; taken = take(lane)) {
      try {
        await this.#call(taken, signal);
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    lane.isBusy = false;
  }

  async #call(taken: readonly Waiting[], signal: AbortSignal): Promise<void> {
    const [first] = taken;
    if (!first) return;
    const { translator, source, target } = first.task;
    const texts = taken.flatMap(({ task }) => task.texts);
    const terms = termsOf(taken);
    const call = { translator, source, target, texts, ...(terms.length > 0 ? { terms } : {}) };
    const answer = this.#givenUp(translator, texts) ?? (await this.#ask(call, signal));
    let at = 0;
    for (const { task, resolve } of taken) {
      const from = at;
      const own = answer.texts.slice(from, (at += task.texts.length));
      const problem = own.includes(null) ? answer.problem : null;
      const breaches = (answer.breaches ?? [])
        .filter(({ text }) => text >= from && text < at)
        .map((breach) => ({ ...breach, text: breach.text - from }));
      resolve({
        kind: "translated",
        batch: task.batch,
        texts: own,
        unknownWords: 0,
        problem,
        ...(breaches.length > 0 ? { breaches } : {}),
      });
    }
  }

  #givenUp(translator: string, texts: readonly string[]): Translations | null {
    const failure = this.#failures.get(translator);
    if (!failure || failure.inRow < FAILURES_MOST) return null;
    return { texts: texts.map(() => null), problem: failure.problem };
  }

  async #ask(call: ServiceCall, signal: AbortSignal): Promise<Translations> {
    signal.throwIfAborted();
    const { texts, problem, isDown, usage, breaches = [] } = await this.#services.translate(call, signal);
    addUsage(this.#usage, call.translator, usage);
    const failure = this.#failures.get(call.translator);
    if (!isDown) {
      if (failure) failure.inRow = 0;
      return { texts, problem, breaches };
    }
    // The first reason stands for all: later ones say only that it did not work before.
    const first = failure ?? { inRow: 0, problem: problem ?? "it failed" };
    first.inRow += 1;
    this.#failures.set(call.translator, first);
    return { texts, problem: first.problem };
  }
}

/** The terms of all tasks, each once: they are of one glossary and one target. */
function termsOf(taken: readonly Waiting[]): Term[] {
  const terms = taken.flatMap(({ task }) => task.terms ?? []);
  return [...new Map(terms.map((term) => [term.source, term])).values()];
}

/** The tasks of the next call, in order. */
function take({ waiting }: Lane): Waiting[] {
  let lines = 0;
  const count = waiting.findIndex(({ task }) => (lines += task.texts.length) >= LINES_MOST);
  return waiting.splice(0, count < 0 ? waiting.length : count + 1);
}
