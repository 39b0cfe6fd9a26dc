/** Translates the subtitles of a job again, or into one language more, without recognizing its speech again. */
import { messageOf } from "../../errors.js";
import { translateSpokenCues, type TranslatedSpokenCues } from "../../pipeline/texts/translate-spoken-cues.js";
import { glossaryWarnings } from "../../pipeline/warnings.js";
import type { Database } from "../../database/database.js";
import { finishRetranslations, type Retranslation } from "../../store/jobs/retranslations.js";
import { findGlossary } from "../../store/jobs/jobs.js";
import type { Lease } from "../../store/jobs/leases.js";
import { findSubtitles, type SubtitleCue, type SubtitleText } from "../../store/jobs/subtitles.js";
import type { Warning } from "../../subtitles/document.js";
import { NOT_TRANSCRIBED, NOT_TRANSLATED } from "../../subtitles/layout/layout.js";
import { normsOf } from "../../subtitles/norms/profile.js";
import { termsFor, type Glossary, type Term } from "../../translation/glossary/glossary.js";
import { nameLanguage } from "../../translation/languages.js";
import { openTranslator } from "../../translation/translators.js";
import { clientMessage } from "../client-messages.js";

/** The terms of a job for one of its targets. */
export async function termsOfJob(database: Database, job: string, target: string): Promise<Term[]> {
  return termsFor(((await findGlossary(database, job)) ?? []) as Glossary, target);
}

/** The cues of the speech that a translated cue belongs to: the same one, or after edits those at the same time. */
export function cuesBehind(spoken: readonly SubtitleCue[], { start, end }: SubtitleCue): Set<number> {
  const behind = spoken.flatMap((cue, i) => {
    const common = Math.min(cue.end, end) - Math.max(cue.start, start);
    const isSame = common > Math.min(cue.end - cue.start, end - start) / 2;
    return isSame && !cue.failed && cue.text.trim() !== "" ? [i] : [];
  });
  return new Set(behind);
}

/** The new text of a cue: that of the cues of the speech behind it. Null if one of them was not translated. */
export function textOver(behind: ReadonlySet<number>, texts: TranslatedSpokenCues["texts"]): string | null {
  const parts = [...behind].map((i) => texts[i] ?? null);
  return parts.length === 0 || parts.some((part) => part === null || part === "") ? null : parts.join(" ");
}

interface Context {
  database: Database;
  /** Logs a warning for the operator. */
  warn: (message: string, error?: unknown) => void;
}

/** What became of one target. */
interface Outcome {
  /** Null: the subtitles stay as they are. */
  text: SubtitleText | null;
  isLost: boolean;
  /** Cues without a translation. */
  failed: number;
  /** Why the translator failed; null if it did not. */
  problem: string | null;
  warnings: Warning[];
}

/**
 * Does the translations that wait in a leased job, and ends it: completed, or failed if its translator failed. A
 * target that was to be added and has no translation at all is taken away. Rejects with the signal's reason if it is
 * aborted.
 */
export async function performRetranslations(
  { database, warn }: Context,
  lease: Lease,
  list: readonly Retranslation[],
  signal: AbortSignal,
): Promise<void> {
  const { job } = lease;
  const outcomes: (Outcome & Retranslation)[] = [];
  for (const one of list) outcomes.push({ ...one, ...(await translateOne(database, lease, one, signal)) });
  signal.throwIfAborted();
  const warnings = outcomes.flatMap((one) => one.warnings);
  for (const { code, message } of warnings) warn(`job ${job.id}: ${code}: ${message}`);
  const without = outcomes.filter(({ failed, isLost, problem }) => failed > 0 && problem !== null && !isLost);
  const parts = without.map(({ failed, target }) => `${failed} cues were not translated into ${nameLanguage(target)}`);
  await finishRetranslations(database, lease, {
    texts: outcomes.flatMap(({ text }) => text ?? []),
    lost: outcomes.flatMap(({ target, isLost }) => (isLost ? [target] : [])),
    error: parts.length > 0 ? `${parts.join(", ")}: retry the job to translate them` : null,
    warnings: warnings.map(({ code, message }) => ({ code, message: clientMessage(message) })),
  });
}

async function translateOne(
  database: Database,
  { job }: Lease,
  { target, translator: id, what }: Retranslation,
  signal: AbortSignal,
): Promise<Outcome> {
  const spoken = (await findSubtitles(database, job.id, job.source))?.cues ?? [];
  const before = what === "added" ? [] : ((await findSubtitles(database, job.id, target))?.cues ?? []);
  const failedBefore = before.filter((cue) => cue.failed);
  const only = what === "failed" ? new Set(failedBefore.flatMap((cue) => [...cuesBehind(spoken, cue)])) : undefined;
  const terms = await termsOfJob(database, job.id, target);
  const route = { source: job.source, target, terms, norms: normsOf(job.profile, target), signal };
  let made: TranslatedSpokenCues;
  try {
    const translator = await openTranslator(id);
    try {
      const how = { ...(only ? { only } : {}), fresh: what === "all" };
      made = await translateSpokenCues(spoken, { ...route, ...how, translator });
    } finally {
      await translator.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    made = { texts: spoken.map(() => null), breaches: [], problem: messageOf(error) };
  }
  const { problem } = made;
  const reason = problem === null ? "" : ` (${problem})`;
  const name = nameLanguage(target);
  const breaches = glossaryWarnings(made.breaches);
  const untranslated = (message: string): Warning[] => [{ code: "untranslated", message }, ...breaches];
  if (what === "failed") {
    const cues = before.map((cue) =>
      cue.failed ? translatedCue(cue, textOver(cuesBehind(spoken, cue), made.texts)) : cue,
    );
    const failed = cues.filter((cue) => cue.failed).length;
    const warnings =
      failed > 0
        ? untranslated(`${failed} of ${cues.length} cues were not translated into ${name}${reason}`)
        : breaches;
    return { text: { language: target, cues }, isLost: false, failed, problem, warnings };
  }
  const asked = made.texts.filter((text) => text !== undefined).length;
  const failed = made.texts.filter((text) => text === null).length;
  if (failed === 0)
    return {
      text: { language: target, cues: laidOver(spoken, made) },
      isLost: false,
      failed,
      problem,
      warnings: breaches,
    };
  if (what === "all" && before.length > 0) {
    // The earlier translation is better than a part of a new one.
    const message = `${name} was not translated again, because ${failed} of ${asked} cues could not be translated${reason}: the subtitles are as they were`;
    return { text: null, isLost: false, failed: failedBefore.length, problem: null, warnings: untranslated(message) };
  }
  if (failed === asked) {
    const message = `${name} was not added, because nothing was translated${reason}: ask for it again when the translator works`;
    return { text: null, isLost: true, failed, problem, warnings: untranslated(message) };
  }
  const message = `${failed} of ${asked} cues were not translated into ${name}${reason}`;
  return {
    text: { language: target, cues: laidOver(spoken, made) },
    isLost: false,
    failed,
    problem,
    warnings: untranslated(message),
  };
}

function translatedCue({ failed: _failed, ...cue }: SubtitleCue, text: string | null): SubtitleCue {
  return text === null ? { ...cue, text: NOT_TRANSLATED, failed: true } : { ...cue, text };
}

/** Cues of a target with the times of the speech. */
function laidOver(spoken: readonly SubtitleCue[], { texts }: TranslatedSpokenCues): SubtitleCue[] {
  return spoken.map(({ index, start, end, failed: gap }, i): SubtitleCue => {
    const text = texts[i];
    const shown = text ?? (text === null ? NOT_TRANSLATED : gap ? NOT_TRANSCRIBED : "");
    return { index, start, end, text: shown, ...(gap || text === null ? { failed: true } : {}) };
  });
}
