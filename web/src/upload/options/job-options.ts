/** What a person may choose for jobs besides languages: translator, norms, audio track and glossary. Pure. */
import { DEFAULT_PROFILE, PROFILES, type ProfileName } from "../../../../src/subtitles/norms/profile.js";
import { AUTO } from "../languages/language-choice.js";
import type { GlossaryRow, Wanted } from "../wanted.js";
import { isTerm, plainTerm, SAME } from "./glossary.js";

/** A translator as `GET /api/languages` lists it. */
export interface TranslatorChoice {
  name: string;
  /** Whether texts are sent to a service over the network. */
  isService: boolean;
  /** The targets of each source. */
  targets: Readonly<Record<string, readonly string[]>>;
}

/** A row of the form: also one that is not complete yet. */
export interface TypedTerm {
  source: string;
  target: string;
}

export interface JobOptions {
  /** null: the server chooses. */
  translator: string | null;
  profile: ProfileName;
  shots: boolean;
  /** As it was typed; empty: Sister chooses. */
  audioTrack: string;
  /** The rows of a file that was chosen. */
  file: { name: string; rows: GlossaryRow[] } | null;
  terms: TypedTerm[];
}

export const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];
export const NO_OPTIONS: JobOptions = {
  translator: null,
  profile: DEFAULT_PROFILE,
  shots: false,
  audioTrack: "",
  file: null,
  terms: [],
};
/** A longer list is easier to write as a file. */
export const TYPED_MOST = 100;

const reaches = ({ targets }: TranslatorChoice, source: string, target: string): boolean =>
  source === AUTO
    ? Object.values(targets).some((some) => some.includes(target))
    : (targets[source]?.includes(target) ?? false);

/** The translators that can do every target of every job: a job names one for all its targets. */
export function translatorsFor(
  translators: readonly TranslatorChoice[],
  jobs: readonly Pick<Wanted, "source" | "targets">[],
): TranslatorChoice[] {
  if (jobs.every(({ targets }) => targets.length === 0)) return [];
  return translators.filter((one) =>
    jobs.every(({ source, targets }) => targets.every((target) => reaches(one, source, target))),
  );
}

/** The translators that will work: the chosen one, or for each target the first that can do it. */
export function translatorsUsed(
  translators: readonly TranslatorChoice[],
  jobs: readonly Pick<Wanted, "source" | "targets">[],
  chosen: string | null,
): TranslatorChoice[] {
  const able = translatorsFor(translators, jobs);
  const own = able.find(({ name }) => name === chosen);
  if (own) return [own];
  const used = jobs.flatMap(({ source, targets }) =>
    targets.map((target) => translators.find((one) => reaches(one, source, target))),
  );
  return translators.filter((one) => used.includes(one));
}

/** As the server reads it: a number from 1, or a code of a language. */
const TRACK = /^([1-9]\d{0,4}|[a-z]{2,3}(-[a-z0-9]{2,8})*)$/i;

/** Whether what was typed names an audio track. An empty field does not, and is no mistake either. */
export const isTrack = (typed: string): boolean => TRACK.test(typed.trim());

type TermFault = "no-term" | "twice";

/** Why a typed row is not used; null for a row that is used or blank. */
export function termFault(terms: readonly TypedTerm[], at: number): TermFault | null {
  const { source, target } = terms[at] ?? { source: "", target: "" };
  if (!isTerm(source)) return source.trim() === "" && target.trim() === "" ? null : "no-term";
  const isBefore = terms.slice(0, at).some((other) => plainTerm(other.source) === plainTerm(source));
  return isBefore ? "twice" : null;
}

/** The rows for the server. A typed term replaces the file's; one without a translation is kept as it is. */
export function glossaryOf({ file, terms }: Pick<JobOptions, "file" | "terms">): GlossaryRow[] {
  const typed = terms.flatMap(({ source, target }, at): GlossaryRow[] =>
    termFault(terms, at) !== null || !isTerm(source)
      ? []
      : [{ source: plainTerm(source), target: plainTerm(target) || SAME }],
  );
  const own = new Set(typed.map(({ source }) => source));
  return [...(file?.rows ?? []).filter(({ source }) => !own.has(source)), ...typed];
}

/**
 * The options that differ from what a job gets without any.
 *
 * @param isSound whether the file has no picture, so that there are no shots
 */
export function optionsOf(
  options: JobOptions,
  able: readonly TranslatorChoice[],
  { isSound = false } = {},
): Omit<Wanted, "source" | "targets"> {
  const { translator, profile, shots, audioTrack } = options;
  const glossary = glossaryOf(options);
  return {
    ...(profile === DEFAULT_PROFILE ? {} : { profile }),
    ...(shots && !isSound ? { shots } : {}),
    ...(isTrack(audioTrack) ? { audioTrack: audioTrack.trim() } : {}),
    ...(translator !== null && able.some(({ name }) => name === translator) ? { translator } : {}),
    ...(glossary.length > 0 ? { glossary } : {}),
  };
}

/**
 * Options that were stored as JSON; those of an older or another page may lack parts. The audio track is not kept: the
 * next video has other tracks.
 */
export function readOptions(stored: string | null): JobOptions {
  try {
    const { translator, profile, shots, file, terms } = JSON.parse(stored ?? "{}") as Partial<JobOptions>;
    return {
      translator: typeof translator === "string" ? translator : null,
      profile: PROFILE_NAMES.find((name) => name === profile) ?? DEFAULT_PROFILE,
      shots: shots === true,
      audioTrack: "",
      file: file && Array.isArray(file.rows) ? { name: String(file.name), rows: file.rows } : null,
      terms: Array.isArray(terms)
        ? terms.map(({ source, target }) => ({ source: String(source), target: String(target) })).slice(0, TYPED_MOST)
        : [],
    };
  } catch {
    return NO_OPTIONS;
  }
}
