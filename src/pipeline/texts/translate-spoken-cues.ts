/** Translates cues that are there already, sentence by sentence: for a language that is added, and for a cue again. */
import { messageOf } from "../../errors.js";
import { linesOf } from "../../subtitles/lines/break-lines.js";
import type { Norms } from "../../subtitles/norms/profile.js";
import { sentencesOf, layBack } from "../../subtitles/sentences/sentences.js";
import { wholeMs } from "../../subtitles/shown-cues.js";
import { presentText } from "../../subtitles/text/display-text.js";
import { lineText } from "../../subtitles/text/plain-text.js";
import type { Term } from "../../translation/glossary/glossary.js";
import { translateWithTerms } from "../../translation/glossary/with-terms.js";
import type { TranslationRoute, Translator } from "../../translation/translator.js";
import type { PlacedBreach } from "../coordination/translation-batches.js";

/** A cue in the language of the speech. */
export interface SpokenCue {
  /** Seconds. */
  start: number;
  end: number;
  text: string;
  /** Its speech was not recognized, so it has nothing to translate. */
  failed?: boolean | undefined;
}

export interface SpokenCuesOptions extends TranslationRoute {
  translator: Pick<Translator, "translate" | "takesTerms">;
  terms: readonly Term[];
  /** Lengths of lines: translations are broken by them. */
  norms: Norms;
  /** Indexes (from 0) of the only cues that are wanted: sentences that none of them has are not translated. */
  only?: ReadonlySet<number>;
  /** Whether translations are made anew, although they are kept. */
  fresh?: boolean;
  signal?: AbortSignal;
}

export interface TranslatedSpokenCues {
  /**
   * The text of each cue, broken into lines; null if it could not be translated, or is not wanted. Undefined: there is
   * nothing to translate.
   */
  texts: (string | null | undefined)[];
  /** Terms that the translator did not honour. */
  breaches: PlacedBreach[];
  /** Why the translator failed; null if it did not. */
  problem: string | null;
}

/** Sentences that a translator gets at once: what is translated is kept if a later part fails. */
const SENTENCES_AT_ONCE = 200;

/**
 * @example
 * const { texts } = await translateSpokenCues(cues, { source: "en", target: "id", translator, terms: [], norms: normsOf("netflix", "id") });
 */
export async function translateSpokenCues(
  cues: readonly SpokenCue[],
  { source, target, translator, terms, norms, only, fresh = false, signal }: SpokenCuesOptions,
): Promise<TranslatedSpokenCues> {
  const spoken = cues.flatMap((cue, at) => (cue.failed || cue.text.trim() === "" ? [] : [{ cue, at }]));
  const sentences = sentencesOf(
    spoken.map(({ cue }) => ({
      start: wholeMs(cue.start),
      end: wholeMs(cue.end),
      content: { text: cue.text, marks: [] },
    })),
    source,
  );
  const isWanted = (cue: number): boolean => !only || only.has(spoken[cue]?.at ?? -1);
  const wanted = sentences.flatMap(({ places }, i) => (places.some(({ cue }) => isWanted(cue)) ? [i] : []));
  const translations: (string | null)[] = sentences.map(() => null);
  const breaches: PlacedBreach[] = [];
  let problem: string | null = null;
  for (let from = 0; from < wanted.length; from += SENTENCES_AT_ONCE) {
    const batch = wanted.slice(from, from + SENTENCES_AT_ONCE);
    try {
      const results = await translateWithTerms(
        translator,
        batch.map((i) => sentences[i]?.text ?? ""),
        { source, target, terms, fresh, ...(signal ? { signal } : {}) },
      );
      for (const [k, i] of batch.entries()) {
        const { text = null, breaches: own = [] } = results[k] ?? {};
        translations[i] = text === null ? null : presentText(lineText(text), target);
        const at = spoken[sentences[i]?.places[0]?.cue ?? 0]?.cue.start ?? 0;
        for (const term of own) breaches.push({ ...term, language: target, at });
      }
    } catch (error) {
      signal?.throwIfAborted();
      // What a service refuses once it refuses always.
      problem = messageOf(error);
      break;
    }
  }
  const laid = layBack(sentences, translations, { count: spoken.length, target });
  const texts: (string | null | undefined)[] = cues.map(() => undefined);
  for (const [k, { at }] of spoken.entries()) {
    const text = laid[k] ?? null;
    texts[at] = text === null ? null : (linesOf(text, norms)?.join("\n") ?? text);
  }
  return { texts, breaches, problem };
}
