/** Units that are being translated: makes their tasks, and puts translations into their units when they come back. */
import { presentText } from "../../subtitles/text/display-text.js";
import type { TranslatedUnit } from "../../subtitles/cue.js";
import { lineText } from "../../subtitles/text/plain-text.js";
import type { TranslatorChoice } from "../../translation/translators.js";
import type { TaskResult, TranslateTask } from "../ranks/task.js";

/** The language of the speech, and the languages to translate into. */
export interface JobLanguages {
  source: string;
  targets: readonly string[];
  /** The translator of each target. */
  translators: TranslatorChoice;
}

export class TranslationBatches {
  readonly #sent: { target: string; units: readonly TranslatedUnit[] }[] = [];

  #unknownWords = 0;

  /** Words that the dictionaries did not have. */
  get unknownWords(): number {
    return this.#unknownWords;
  }

  /** One task for each target; the estimate of its cost is the length of the text. */
  tasksOf(units: readonly TranslatedUnit[], { source, targets, translators }: JobLanguages): TranslateTask[] {
    const texts = units.map((unit) => unit.text[source] ?? "");
    const estimate = texts.join(" ").length;
    return targets.map((target) => {
      const batch = this.#sent.push({ target, units }) - 1;
      return { kind: "translate", batch, source, target, translator: translators[target] ?? "", texts, estimate };
    });
  }

  /** Puts translations into their units; null for a text that could not be translated. */
  take(result: TaskResult & { kind: "translated" }): void {
    const batch = this.#sent[result.batch];
    if (!batch) throw new Error(`there is no batch ${result.batch}`);
    this.#unknownWords += result.unknownWords;
    batch.units.forEach((unit, i) => {
      const text = result.texts[i] ?? null;
      unit.text[batch.target] = text === null ? null : presentText(lineText(text), batch.target);
    });
  }
}
