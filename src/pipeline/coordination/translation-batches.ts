/** Units that are being translated: makes their tasks, and puts translations into their units when they come back. */
import { presentText } from "../../subtitles/text/display-text.js";
import type { TranslatedUnit } from "../../subtitles/cue.js";
import { lineText } from "../../subtitles/text/plain-text.js";
import { TermFinder } from "../../translation/glossary/find-terms.js";
import { termsFor, type Glossary, type Term } from "../../translation/glossary/glossary.js";
import type { TranslatorChoice } from "../../translation/translators.js";
import type { TaskResult, TranslateTask } from "../ranks/task.js";

/** The language of the speech, and the languages to translate into. */
export interface JobLanguages {
  source: string;
  targets: readonly string[];
  /** The translator of each target. */
  translators: TranslatorChoice;
  /** Terms and their translations; missing: none. */
  glossary?: Glossary;
}

/** A term whose translation is not in a unit's text. */
export interface PlacedBreach extends Term {
  /** The target. */
  language: string;
  /** Seconds: the unit's start. */
  at: number;
}

export class TranslationBatches {
  readonly #sent: { target: string; units: readonly TranslatedUnit[] }[] = [];

  readonly #breaches: PlacedBreach[] = [];
  /** By target. */
  readonly #finders = new Map<string, TermFinder>();
  #unknownWords = 0;

  /** Words that the dictionaries did not have. */
  get unknownWords(): number {
    return this.#unknownWords;
  }

  /** Terms that translators did not honour. */
  get breaches(): readonly PlacedBreach[] {
    return this.#breaches;
  }

  /** One task for each target; the estimate of its cost is the length of the text. */
  tasksOf(units: readonly TranslatedUnit[], languages: JobLanguages): TranslateTask[] {
    const { source, targets, translators } = languages;
    const texts = units.map((unit) => unit.text[source] ?? "");
    const estimate = texts.join(" ").length;
    return targets.map((target) => {
      const batch = this.#sent.push({ target, units }) - 1;
      const terms = this.#termsOf(texts, target, languages);
      return {
        kind: "translate",
        batch,
        source,
        target,
        translator: translators[target] ?? "",
        texts,
        estimate,
        ...(terms.length > 0 ? { terms } : {}),
      };
    });
  }

  /** The terms that texts have: the whole glossary would travel with every task. */
  #termsOf(texts: readonly string[], target: string, { source, glossary = [] }: JobLanguages): Term[] {
    if (glossary.length === 0) return [];
    let finder = this.#finders.get(target);
    if (!finder) this.#finders.set(target, (finder = new TermFinder(termsFor(glossary, target), source)));
    return finder.termsIn(texts);
  }

  /** Puts translations into their units; null for a text that could not be translated. */
  take(result: TaskResult & { kind: "translated" }): void {
    const batch = this.#sent[result.batch];
    if (!batch) throw new Error(`there is no batch ${result.batch}`);
    this.#unknownWords += result.unknownWords;
    for (const { text, source, target } of result.breaches ?? [])
      this.#breaches.push({ source, target, language: batch.target, at: batch.units[text]?.start ?? 0 });
    batch.units.forEach((unit, i) => {
      const text = result.texts[i] ?? null;
      unit.text[batch.target] = text === null ? null : presentText(lineText(text), batch.target);
    });
  }
}
