/** Translates the subtitles of a completed job into one language more, without recognizing its speech again. */
import { messageOf } from "../../errors.js";
import { translateSpokenCues } from "../../pipeline/texts/translate-spoken-cues.js";
import { glossaryWarnings } from "../../pipeline/warnings.js";
import type { Database } from "../../database/database.js";
import { finishAddedTarget, type AddedTarget } from "../../store/jobs/added-targets.js";
import { findGlossary } from "../../store/jobs/jobs.js";
import type { Lease } from "../../store/jobs/leases.js";
import { findSubtitles, type SubtitleCue } from "../../store/jobs/subtitles.js";
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

/**
 * Adds the target of a leased job. The job is completed again in any case: with the subtitles, or without the target and
 * with a warning that says why. Rejects with the signal's reason if it is aborted.
 */
export async function performAdded(
  { database, warn }: { database: Database; warn: (message: string, error?: unknown) => void },
  lease: Lease,
  { target, translator: id }: AddedTarget,
  signal: AbortSignal,
): Promise<void> {
  const { job } = lease;
  const spoken = await findSubtitles(database, job.id, job.source);
  const cues = spoken?.cues ?? [];
  const terms = await termsOfJob(database, job.id, target);
  const norms = normsOf(job.profile, target);
  let made: Awaited<ReturnType<typeof translateSpokenCues>>;
  try {
    const translator = await openTranslator(id);
    try {
      made = await translateSpokenCues(cues, { source: job.source, target, translator, terms, norms, signal });
    } finally {
      await translator.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    made = { texts: cues.map(() => null), breaches: [], problem: messageOf(error) };
  }
  signal.throwIfAborted();
  const asked = made.texts.filter((text) => text !== undefined).length;
  const failed = made.texts.filter((text) => text === null).length;
  const isLost = failed > 0 && failed === asked;
  const warnings = [
    ...untranslated(target, { asked, failed, problem: made.problem }),
    ...glossaryWarnings(made.breaches),
  ];
  for (const { code, message } of warnings) warn(`job ${job.id}: ${code}: ${message}`);
  const texts = cues.map(({ index, start, end, failed: gap }, i): SubtitleCue => {
    const text = made.texts[i];
    const shown = text ?? (text === null ? NOT_TRANSLATED : gap ? NOT_TRANSCRIBED : "");
    return { index, start, end, text: shown, ...(gap || text === null ? { failed: true } : {}) };
  });
  await finishAddedTarget(database, lease, {
    text: isLost ? null : { language: target, cues: texts },
    warnings: warnings.map(({ code, message }) => ({ code, message: clientMessage(message) })),
  });
}

function untranslated(
  target: string,
  { asked, failed, problem }: { asked: number; failed: number; problem: string | null },
): Warning[] {
  if (failed === 0) return [];
  const reason = problem === null ? "" : ` (${problem})`;
  const message =
    failed === asked
      ? `${nameLanguage(target)} was not added, because nothing was translated${reason}: ask for it again when the translator works`
      : `${failed} of ${asked} cues were not translated into ${nameLanguage(target)}${reason}: retranslate them when the translator works`;
  return [{ code: "untranslated", message }];
}
