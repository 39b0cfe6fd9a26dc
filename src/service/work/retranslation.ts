/** Translates the subtitles of a job again, or into one language more, without recognizing its speech again. */
import { messageOf } from "../../errors.js";
import {
  translateSpokenCues,
  type SpokenCuesOptions,
  type TranslatedSpokenCues,
} from "../../pipeline/texts/translate-spoken-cues.js";
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
import { counted, type UsageOfServices } from "../../translation/service-usage.js";
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
  const services: UsageOfServices = {};
  for (const one of list) {
    const options = { services, signal };
    outcomes.push({ ...one, ...(await translateOne(database, lease, one, options)) });
  }
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
    services,
  });
}

async function translateOne(
  database: Database,
  { job }: Lease,
  { target, translator: id, what }: Retranslation,
  { services, signal }: { services: UsageOfServices; signal: AbortSignal },
): Promise<Outcome> {
  const spoken = (await findSubtitles(database, job.id, job.source))?.cues ?? [];
  const before = what === "added" ? [] : ((await findSubtitles(database, job.id, target))?.cues ?? []);
  const failed = before.filter((cue) => cue.failed);
  const only = what === "failed" ? new Set(failed.flatMap((cue) => [...cuesBehind(spoken, cue)])) : undefined;
  const made = await translateSpoken(id, spoken, services, {
    ...{ source: job.source, target, signal, fresh: what === "all" },
    ...{ terms: await termsOfJob(database, job.id, target), norms: normsOf(job.profile, target) },
    ...(only ? { only } : {}),
  });
  const task = { target, spoken, before, made };
  return what === "failed" ? mended(task) : replaced(task);
}

/** Translates cues of the speech. A translator that cannot be opened is a problem, too. */
async function translateSpoken(
  id: string,
  spoken: readonly SubtitleCue[],
  services: UsageOfServices,
  options: Omit<SpokenCuesOptions, "translator">,
): Promise<TranslatedSpokenCues> {
  try {
    const translator = await openTranslator(id);
    try {
      return await translateSpokenCues(spoken, { ...options, translator: counted(translator, id, services) });
    } finally {
      await translator.close();
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    return { texts: spoken.map(() => null), breaches: [], problem: messageOf(error) };
  }
}

interface MadeTarget {
  target: string;
  spoken: readonly SubtitleCue[];
  /** The subtitles of the target until now; [] if it is new. */
  before: readonly SubtitleCue[];
  made: TranslatedSpokenCues;
}

const reasonOf = ({ problem }: TranslatedSpokenCues): string => (problem === null ? "" : ` (${problem})`);

/** The subtitles as they were, with translations of the cues that had none. */
function mended({ target, spoken, before, made }: MadeTarget): Outcome {
  const cues = before.map((cue) =>
    cue.failed ? translatedCue(cue, textOver(cuesBehind(spoken, cue), made.texts)) : cue,
  );
  return withCues(target, cues, made);
}

/** New subtitles. Those that were there stay if the translator failed. */
function replaced({ target, spoken, before, made }: MadeTarget): Outcome {
  const cues = laidOver(spoken, made).map((cue, i) => (made.texts[i] === null ? (earlierOf(cue, before) ?? cue) : cue));
  const asked = made.texts.filter((text) => text !== undefined).length;
  const missing = made.texts.filter((text) => text === null).length;
  const isFailure = missing > 0 && (made.problem !== null || missing === asked);
  const name = nameLanguage(target);
  if (isFailure && before.length > 0) {
    const message = `${name} was not translated again, because ${missing} of ${asked} cues could not be translated${reasonOf(made)}: the subtitles are as they were`;
    return { text: null, isLost: false, failed: 0, problem: null, warnings: untranslated(message, made) };
  }
  if (missing > 0 && missing === asked) {
    const message = `${name} was not added, because nothing was translated${reasonOf(made)}: ask for it again when the translator works`;
    return { text: null, isLost: true, failed: missing, problem: made.problem, warnings: untranslated(message, made) };
  }
  return withCues(target, cues, made);
}

function withCues(target: string, cues: SubtitleCue[], made: TranslatedSpokenCues): Outcome {
  const failed = cues.filter(({ text }) => text.includes(NOT_TRANSLATED)).length;
  const message = `${failed} of ${cues.length} cues were not translated into ${nameLanguage(target)}${reasonOf(made)}`;
  const warnings = failed > 0 ? untranslated(message, made) : glossaryWarnings(made.breaches);
  return { text: { language: target, cues }, isLost: false, failed, problem: made.problem, warnings };
}

function untranslated(message: string, { breaches }: TranslatedSpokenCues): Warning[] {
  return [{ code: "untranslated", message }, ...glossaryWarnings(breaches)];
}

/** The translation that a cue had before, if it had one and has the same times. */
function earlierOf({ start, end }: SubtitleCue, before: readonly SubtitleCue[]): SubtitleCue | undefined {
  return before.find((cue) => cue.start === start && cue.end === end && !cue.failed);
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
