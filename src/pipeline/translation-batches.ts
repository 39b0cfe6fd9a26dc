/** Units that are out for translation: what is sent of them, and where a translation belongs when it comes back. */
import { presentText } from "../subtitles/text/display-text.js";
import type { TranslatedUnit } from "../subtitles/cue.js";
import { lineText } from "../subtitles/text/plain-text.js";
import type { TaskResult, TranslateTask, WorkSpec } from "./ranks/task.js";

export class TranslationBatches {
  readonly #sent: { target: string; units: readonly TranslatedUnit[] }[] = [];

  #unknownWords = 0;

  /** Words that the dictionaries did not have. */
  get unknownWords(): number {
    return this.#unknownWords;
  }

  /** One task for each target; an estimate of its cost is the text's length. */
  tasksOf(
    units: readonly TranslatedUnit[],
    { language: source, targets, translators }: Pick<WorkSpec, "language" | "targets" | "translators">,
  ): TranslateTask[] {
    const texts = units.map((unit) => unit.text[source] ?? "");
    const estimate = texts.join(" ").length;
    return targets.map((target) => {
      const batch = this.#sent.push({ target, units }) - 1;
      return { kind: "translate", batch, source, target, translator: translators[target] ?? "", texts, estimate };
    });
  }

  /** Puts the translations into their units; null for a text that could not be translated. */
  take(result: TaskResult & { kind: "translated" }): void {
    const batch = this.#sent[result.batch];
    if (!batch) throw new Error(`no batch ${result.batch} was sent`);
    this.#unknownWords += result.unknownWords;
    batch.units.forEach((unit, i) => {
      const text = result.texts[i] ?? null;
      unit.text[batch.target] = text === null ? null : presentText(lineText(text), batch.target);
    });
  }
}
