/** Translates the cues of a subtitle file: one cue in, one cue out, with its times, place, style and marks. */
import { messageOf } from "../../errors.js";
import { transferMarks, withLines } from "../../subtitles/file/styled-text.js";
import type { FileCue } from "../../subtitles/file/subtitle-file.js";
import { NOT_TRANSLATED } from "../../subtitles/layout/layout.js";
import { dialogueOf, isUnspacedLanguage, linesOf } from "../../subtitles/lines/break-lines.js";
import type { Norms } from "../../subtitles/norms/profile.js";
import { layBack, sentencesOf, type Sentence } from "../../subtitles/sentences/sentences.js";
import { lineText } from "../../subtitles/text/plain-text.js";
import type { Term } from "../../translation/glossary/glossary.js";
import { translateWithTerms } from "../../translation/glossary/with-terms.js";
import type { Translator } from "../../translation/translator.js";
import type { PlacedBreach } from "../coordination/translation-batches.js";

export interface CueTranslationOptions {
  /** BCP 47 codes. */
  readonly source: string;
  readonly target: string;
  readonly translator: Pick<Translator, "translate" | "takesTerms">;
  /** Terms and their translations; missing: none. */
  readonly terms?: readonly Term[];
  /** Lengths of lines: translations are broken by them. */
  readonly norms: Norms;
  /** Translate each cue by itself, not the sentences that run over cues. */
  readonly isOneToOne?: boolean;
  /** Called with how many of the texts are done. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface TranslatedCues {
  /** As many as there were, in their order. A cue that could not be translated holds a mark. */
  readonly cues: readonly FileCue[];
  /** Numbers (from 1) of the cues that hold a mark. */
  readonly failed: readonly number[];
  /** Words that the dictionaries did not have. */
  readonly unknownWords: number;
  /** Why texts failed, each reason once. */
  readonly problems: readonly string[];
  /** Terms that the translator did not honour. */
  readonly breaches: readonly PlacedBreach[];
}

/** Texts that go to the translator together: a service has its own smaller batches. */
const CHUNK = 200;
/** Chunks under way at once, so that a service is not idle at the end of each. */
const AT_ONCE = 2;
/** Most lines that a translation is broken into if those of the norms do not hold it. */
const MOST_LINES = 8;

/**
 * Translates cues. Sentences that run over cues are translated whole and laid back in proportion. Texts without letters (numbers, notes of music) stay.
 *
 * Rejects if nothing could be translated: with the translator's error, or with the signal's reason.
 *
 * @example
 * const { cues, failed } = await translateCues(file.cues, { source: "en", target: "es", translator, norms: normsOf("netflix", "es") });
 */
export async function translateCues(cues: readonly FileCue[], options: CueTranslationOptions): Promise<TranslatedCues> {
  const { source, target, norms } = options;
  const sentences = options.isOneToOne ? textsOfCues(cues, source) : sentencesOf(cues, source);
  const { texts, unknownWords, problems, missing } = await translateTexts(
    sentences.map(({ text }) => lineText(text)),
    options,
  );
  const laid = fillEmpty(layBack(sentences, texts, { count: cues.length, target }), sentences);
  const failed: number[] = [];
  const translated = cues.map((cue, i): FileCue => {
    const text = laid[i] ?? null;
    if (text === null && cue.content.text !== "") failed.push(i + 1);
    const shown = text ?? (cue.content.text === "" ? "" : NOT_TRANSLATED);
    return { ...cue, content: inLines(transferMarks(cue.content, shown), norms) };
  });
  const breaches = missing.flatMap(({ text, terms }) => {
    const at = (cues[sentences[text]?.places[0]?.cue ?? 0]?.start ?? 0) / 1000;
    return terms.map((term): PlacedBreach => ({ ...term, language: target, at }));
  });
  return { cues: translated, failed, unknownWords, problems, breaches };
}

/** Each cue as a text of its own; each speaker's line of a dialogue too. */
function textsOfCues(cues: readonly FileCue[], language: string): Sentence[] {
  const glue = isUnspacedLanguage(language) ? "" : " ";
  return cues.flatMap(({ content }, cue) =>
    (dialogueOf(content.text) ?? [content.text.replaceAll("\n", glue)])
      .filter((text) => text.trim() !== "")
      .map((text) => ({ text, places: [{ cue, length: text.length }] })),
  );
}

interface TranslatedTexts {
  texts: (string | null)[];
  unknownWords: number;
  problems: string[];
  /** Terms that are missing in translations, with the index of the text. */
  missing: { text: number; terms: readonly Term[] }[];
}

async function translateTexts(
  texts: readonly string[],
  { source, target, translator, terms = [], onProgress, signal }: CueTranslationOptions,
): Promise<TranslatedTexts> {
  const wanted = texts.flatMap((text, i) => (/\p{L}/u.test(text) ? [i] : []));
  const results: (string | null)[] = texts.map((text) => (/\p{L}/u.test(text) ? null : text));
  const chunks = Array.from({ length: Math.ceil(wanted.length / CHUNK) }, (_, i) =>
    wanted.slice(i * CHUNK, (i + 1) * CHUNK),
  );
  const failures: unknown[] = [];
  const missing: TranslatedTexts["missing"] = [];
  let unknownWords = 0;
  let done = 0;
  let worked = false;
  onProgress?.(0, wanted.length);
  const work = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      try {
        const answers = await translateWithTerms(
          translator,
          chunk.map((i) => texts[i] ?? ""),
          { source, target, terms, ...(signal ? { signal } : {}) },
        );
        for (const [k, i] of chunk.entries()) {
          const answer = answers[k];
          const text = lineText(answer?.text ?? "");
          // A text that vanished was not translated.
          results[i] = text === "" ? null : text;
          unknownWords += answer?.unknownWords.length ?? 0;
          if (answer?.breaches) missing.push({ text: i, terms: answer.breaches });
        }
        worked = true;
      } catch (error) {
        signal?.throwIfAborted();
        failures.push(error);
        // One chunk costs its texts; a translator that never worked is not asked for thousands more.
        if (!worked) chunks.splice(0);
      }
      done += chunk.length;
      onProgress?.(done, wanted.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, chunks.length) }, work));
  signal?.throwIfAborted();
  const [failure] = failures;
  if (failure !== undefined && !worked) throw asError(failure);
  return { texts: results, unknownWords, problems: [...new Set(failures.map(messageOf))], missing };
}

/** A translation of fewer words than its sentence has cues leaves some without text: these show what their neighbour shows. */
function fillEmpty(laid: readonly (string | null)[], sentences: readonly Sentence[]): (string | null)[] {
  const filled = [...laid];
  for (const { places } of sentences) {
    for (const [k, { cue }] of places.entries()) {
      if (filled[cue] !== "") continue;
      const rest = [...places.slice(0, k).reverse(), ...places.slice(k + 1)];
      filled[cue] = rest.map((place) => filled[place.cue]).find(Boolean) ?? null;
    }
  }
  return filled;
}

/** The text in lines of the norms' length: as few as hold it, also if these are more than the norms allow. */
function inLines(content: FileCue["content"], norms: Norms): FileCue["content"] {
  for (let lines = norms.lines; lines <= MOST_LINES; lines++) {
    const found = linesOf(content.text, { ...norms, lines });
    if (found) return withLines(content, found);
  }
  return content;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(messageOf(reason));
}
