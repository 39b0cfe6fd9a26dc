/** Collects the words of segments into units, and sends complete units out to be translated. */
import { joinWords, presentText } from "../../subtitles/text/display-text.js";
import { plainUnit, type TranslatedUnit, type Unit } from "../../subtitles/cue.js";
import type { Warning } from "../../subtitles/document.js";
import { UnitAssembler, type SegmentWords } from "../../subtitles/layout/unit-assembler.js";
import { SAMPLE_RATE, type Word } from "../../speech/engine.js";
import type { JobEvent } from "../job-events.js";
import type { TaskResult, TranslateTask } from "../ranks/task.js";
import { ScriptedTalk } from "../script/lay-script.js";
import { placeWords, SeamJoiner } from "../seams/seam-joiner.js";
import type { Segment } from "../segmentation/segment.js";
import { TranslationBatches, type JobLanguages, type PlacedBreach } from "./translation-batches.js";

export interface UnitCollectorOptions {
  /** Called when words come: the language of the speech is known by then. */
  languages: () => JobLanguages;
  /** The text of the talk: its words replace those that are recognized. */
  script: string | undefined;
  /** Samples of the whole sound, cut off at its end. */
  read: (start: number, end: number) => Promise<Int16Array>;
  /** Units that are complete have to be translated. */
  onTask: (task: TranslateTask) => void;
  onEvent: (event: JobEvent) => void;
  onWarning: (warning: Warning) => void;
  signal: AbortSignal | undefined;
}

export class UnitCollector {
  readonly #options: UnitCollectorOptions;
  readonly #joiner = new SeamJoiner();
  readonly #assembler = new UnitAssembler();
  readonly #batches = new TranslationBatches();
  readonly #script: ScriptedTalk | null;
  readonly #units: TranslatedUnit[] = [];

  constructor(options: UnitCollectorOptions) {
    this.#options = options;
    this.#script = options.script === undefined ? null : new ScriptedTalk(options.script);
  }

  /** All units so far, in order of time. */
  get units(): TranslatedUnit[] {
    return this.#units.toSorted((a, b) => a.start - b.start);
  }

  /** Words of translations that the dictionaries did not have. */
  get unknownWords(): number {
    return this.#batches.unknownWords;
  }

  /** Terms of the glossary that translators did not honour. */
  get breaches(): readonly PlacedBreach[] {
    return this.#batches.breaches;
  }

  /**
   * A segment was recognized; segments come in any order. `words` have times from the first sample that the engine got.
   */
  add(segment: Segment, words: readonly Word[]): void {
    this.#collectAll(this.#joiner.add(placeWords(segment, words)));
  }

  /** A segment failed: its place is marked. */
  fail(segment: Segment): void {
    this.#collectAll(this.#joiner.fail(segment.index));
    this.#collect(segment.index, {
      failed: { start: segment.start / SAMPLE_RATE, end: segment.end / SAMPLE_RATE },
    });
  }

  /** A translation came back. */
  translated(result: TaskResult & { kind: "translated" }): void {
    this.#batches.take(result);
  }

  /**
   * All segments are known: closes the last units. Rejects with a SisterError if the script is not the text of this
   * talk.
   */
  async finish(): Promise<void> {
    this.#collectAll(this.#joiner.end());
    if (this.#script) await this.#layScript(this.#script);
    this.#close(this.#assembler.end());
  }

  #collectAll(joined: { index: number; words: Word[] }[]): void {
    for (const { index, words } of joined) this.#collect(index, words);
  }

  /** The words of a segment go to the units, or to the script that will replace them. */
  #collect(index: number, words: SegmentWords): void {
    if (this.#script) this.#script.add(index, words);
    else this.#close(this.#assembler.add(index, words));
  }

  async #layScript(script: ScriptedTalk): Promise<void> {
    const { languages, read, signal, onWarning } = this.#options;
    const { words, failed, warnings } = await script.lay({ language: languages().source, read, signal });
    for (const warning of warnings) onWarning(warning);
    this.#close(failed.map((span) => ({ ...span, words: [], failed: true })));
    this.#close(this.#assembler.add(0, words));
  }

  /** Units that no other segment can change any more. */
  #close(units: Unit[]): void {
    const { languages, onEvent, onTask } = this.#options;
    const { source } = languages();
    const spoken: TranslatedUnit[] = [];
    for (const unit of units.map(plainUnit).toSorted((a, b) => a.start - b.start)) {
      if (!unit.failed && unit.words.length === 0) continue;
      const words = unit.words.map((word) => word.text);
      const text = presentText(joinWords(words, source), source);
      const translated: TranslatedUnit = { ...unit, text: { [source]: text } };
      this.#units.push(translated);
      if (!unit.failed) spoken.push(translated);
    }
    if (spoken.length === 0) return;
    onEvent({
      type: "heard",
      units: spoken.map(({ start, end, text, words }) => ({ start, end, text: text[source] ?? "", words })),
    });
    for (const task of this.#batches.tasksOf(spoken, languages())) onTask(task);
  }
}
