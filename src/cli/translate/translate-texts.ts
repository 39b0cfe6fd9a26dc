/** `sister translate` for texts: subtitle files, and subtitle tracks of videos. All of it happens in this process. */
import { join } from "node:path";
import { SisterError } from "../../errors.js";
import { probe } from "../../media/probe/probe.js";
import { checkBurn } from "../../pipeline/job.js";
import {
  checkBilingual,
  checkPaths,
  DOCUMENT_FORMAT,
  listOutputs,
  outputPaths,
  writeTexts,
  type OutputWish,
} from "../../pipeline/outputs.js";
import { documentOfCues } from "../../pipeline/texts/document-of-cues.js";
import { translateCues } from "../../pipeline/texts/translate-cues.js";
import { writeOutputs } from "../../pipeline/write-outputs.js";
import { glossaryWarnings } from "../../pipeline/warnings.js";
import { documentText, type Warning } from "../../subtitles/document.js";
import { bilingualCues, type CuePair } from "../../subtitles/file/bilingual.js";
import { FILE_FORMATS, lossesOf, type FileFormat } from "../../subtitles/file/file-formats.js";
import { checkedCues, type FileCue } from "../../subtitles/file/subtitle-file.js";
import { formatsWrittenByDefault } from "../../subtitles/formats/formats.js";
import { checkCues } from "../../subtitles/norms/check.js";
import { normsOf } from "../../subtitles/norms/profile.js";
import { termsFor, type Glossary } from "../../translation/glossary/glossary.js";
import { nameLanguage } from "../../translation/languages.js";
import type { ServiceUsage, Translator } from "../../translation/translator.js";
import { chooseTranslators, openTranslator, type TranslatorChoice } from "../../translation/translators.js";
import { counted } from "../../translation/service-usage.js";
import { openTextFile, openTextTrack, type TextSource } from "./text-source.js";

export interface TextOptions {
  readonly targets: readonly string[];
  /** The language of the text, if the person gave it. */
  readonly from?: string | undefined;
  readonly encoding?: string | undefined;
  /** Number of the subtitle track of videos. */
  readonly sourceTrack?: number | undefined;
  readonly isOneToOne: boolean;
  /** Norms that the translations are held against. */
  readonly profile: string;
  /** Terms and their translations. */
  readonly glossary: Glossary;
  /** Translators that may be used, the preferred one first; missing: those of the settings. */
  readonly order?: readonly string[] | undefined;
  readonly outputs: OutputWish;
}

/** What a person gets to know of a translated text. */
export interface TextSummary {
  file: string;
  /** What was read: "SubRip in windows-1252", "subtitle track 2 (subrip, eng)". */
  origin: string;
  format: string;
  encoding: string | null;
  /** Number of the subtitle track; null for a subtitle file. */
  track: number | null;
  source: string;
  targets: string[];
  translators: Record<string, string>;
  /** What each service that translated was asked for, by its id. */
  services: Record<string, ServiceUsage>;
  cues: number;
  /** How many cues of each target hold a mark instead of a translation. */
  untranslated: Record<string, number>;
  unknownWords: number;
  profile: string;
  /** Breaches of the norms in each target, by rule. */
  breaches: Record<string, Record<string, number>>;
  warnings: Warning[];
  files: string[];
  wallSeconds: number;
}

/** A text that was opened and checked: nothing was translated yet. */
export interface TextPlan {
  readonly source: TextSource;
  readonly choice: TranslatorChoice;
  /** Absolute paths of all files that it will write. */
  readonly outputs: readonly string[];
}

/** Whether all of a text was translated: exit status 0. */
export function isWhole({ untranslated }: Pick<TextSummary, "untranslated">): boolean {
  return Object.values(untranslated).every((count) => count === 0);
}

/** Opens a text, and checks before any work that all of it can be done. Throws a SisterError (exit code 2) that says what to do. */
export async function planText(path: string, options: TextOptions, signal?: AbortSignal): Promise<TextPlan> {
  const { targets, outputs: wish, sourceTrack } = options;
  const source =
    sourceTrack === undefined
      ? await openTextFile(path, options)
      : await openTextTrack(path, sourceTrack, options, signal);
  const languages = [source.language, ...targets];
  if (new Set(targets).size < targets.length)
    throw new SisterError(`--to ${targets.join(",")} names a language twice: give each once`, { exitCode: 2 });
  const choice = chooseTranslators(source.language, targets, options.order ? { order: options.order } : {});
  checkBilingual(sourceTrack === undefined ? { ...wish, formats: formatsOf(source, wish) } : wish, languages);
  for (const target of targets) normsOf(options.profile, target);
  if (sourceTrack !== undefined) {
    if (wish.burn !== null)
      checkBurn({ file: path, source: source.language, targets: [...targets] }, wish, await probe(path));
    const paths = outputPaths(path, languages, wish);
    await checkPaths(paths.folder, listOutputs(paths), wish.overwrite);
    return { source, choice, outputs: listOutputs(paths) };
  }
  const outputs = pathsOf(source, targets, wish);
  const all = [...outputs.values()].map(({ path: output }) => output);
  if (all.includes(source.path)) {
    throw new SisterError(`${source.path} would be written over: give another folder with --out DIR`, { exitCode: 2 });
  }
  await checkPaths(wish.folder ?? source.folder, all, wish.overwrite);
  return { source, choice, outputs: all };
}

/** Translators that are open, each once for all texts of a call. */
export class OpenTranslators {
  readonly #open = new Map<string, Promise<Translator>>();

  get(id: string): Promise<Translator> {
    const open = this.#open.get(id) ?? openTranslator(id);
    this.#open.set(id, open);
    return open;
  }

  async close(): Promise<void> {
    for (const open of this.#open.values()) await (await open.catch(() => null))?.close();
  }
}

export interface TextRun {
  readonly translators: OpenTranslators;
  /** Called with the share that is done of one target. */
  readonly onProgress: (share: number, text: string) => void;
  readonly signal: AbortSignal;
}

/** Translates a text and writes its files, all or none. */
export async function translateText(plan: TextPlan, options: TextOptions, run: TextRun): Promise<TextSummary> {
  const begin = performance.now();
  const { source, choice } = plan;
  const { signal } = run;
  const languages = new Map<string, readonly FileCue[]>([[source.language, source.file.cues]]);
  const untranslated: Record<string, number> = {};
  const breaches: Record<string, Record<string, number>> = {};
  const warnings: Warning[] = [];
  const failed = new Set<number>();
  const services: Record<string, ServiceUsage> = {};
  let unknownWords = 0;
  for (const target of options.targets) {
    const norms = normsOf(options.profile, target);
    const name = nameLanguage(target);
    const translated = await translateCues(source.file.cues, {
      source: source.language,
      target,
      translator: counted(await run.translators.get(choice[target] ?? ""), choice[target] ?? "", services),
      terms: termsFor(options.glossary, target),
      norms,
      isOneToOne: options.isOneToOne,
      onProgress: (done, total) => run.onProgress(done / (total || 1), `${done} of ${total} texts into ${name}`),
      signal,
    });
    languages.set(target, translated.cues);
    untranslated[target] = translated.failed.length;
    unknownWords += translated.unknownWords;
    for (const cue of translated.failed) failed.add(cue);
    if (translated.failed.length > 0) warnings.push(untranslatedWarning(translated, source, name));
    warnings.push(...glossaryWarnings(translated.breaches));
    breaches[target] = countsOf(checkCues(checkedCues(translated), { norms }).map(({ rule }) => rule));
  }
  const document = documentOfCues({
    file: source.path,
    source: source.language,
    origin: source.origin,
    translators: { ...choice },
    warnings,
    languages,
    failed,
    ...(source.duration === null ? {} : { duration: source.duration }),
  });
  signal.throwIfAborted();
  let files: readonly string[];
  if (source.track === null) {
    const outputs = pathsOf(source, options.targets, options.outputs);
    const texts = [...outputs.values()].map(
      ({ path, write }) => [path, write === null ? documentText(document) : write(languages)] as const,
    );
    await writeTexts(new Map(texts));
    files = plan.outputs;
  } else {
    const { outputs } = options;
    const info = outputs.mux || outputs.burn !== null ? await probe(source.path, { signal }) : null;
    const onEvent = (event: { type: string; what?: string; done?: number }): void => {
      if (event.type === "writing") run.onProgress(event.done ?? 0, `writing ${event.what ?? ""}`);
    };
    const written = await writeOutputs(source.path, { document, info }, outputs, { onEvent, signal });
    warnings.splice(0, Infinity, ...written.document.warnings);
    files = written.files;
  }
  return {
    file: source.path,
    origin: source.origin,
    format: source.format.id,
    encoding: source.encoding,
    track: source.track,
    source: source.language,
    targets: [...options.targets],
    translators: { ...choice },
    services,
    cues: source.file.cues.length,
    untranslated,
    unknownWords,
    profile: options.profile,
    breaches,
    warnings,
    files: [...files],
    wallSeconds: (performance.now() - begin) / 1000,
  };
}

function untranslatedWarning(
  { failed, problems }: { failed: readonly number[]; problems: readonly string[] },
  { file }: TextSource,
  language: string,
): Warning {
  const shown = failed.slice(0, 10).join(", ");
  const which = failed.length > 10 ? `${shown}, … (${failed.length} of ${file.cues.length})` : shown;
  const reason = problems.length > 0 ? ` (${problems.join("; ")})` : "";
  return {
    code: "untranslated",
    message: `cue ${which} could not be translated into ${language} and is marked${reason}: run the same command with --overwrite to try again`,
  };
}

function countsOf(rules: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const rule of rules) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}

/** The formats of a file's translations: those that were asked for, else its own, else (JSON) those of a video. */
function formatsOf({ format }: TextSource, { formats }: OutputWish): readonly string[] {
  return formats ?? (format.write ? [format.id] : formatsWrittenByDefault().map(({ id }) => id));
}

interface TextOutput {
  readonly path: string;
  /** Null for the JSON document. */
  readonly write: ((languages: ReadonlyMap<string, readonly FileCue[]>) => string) | null;
}

/** The files of a subtitle file's translations, by their names: NAME.es.srt, NAME.en-es.srt, NAME.json. */
function pathsOf(source: TextSource, targets: readonly string[], wish: OutputWish): Map<string, TextOutput> {
  const folder = wish.folder ?? source.folder;
  const outputs = new Map<string, TextOutput>();
  const add = (ending: string, write: TextOutput["write"]): void => {
    const name = `${source.name}.${ending}`;
    outputs.set(name, { path: join(folder, name), write });
  };
  const ids = formatsOf(source, wish);
  for (const format of FILE_FORMATS.filter(({ id, write }) => write && ids.includes(id))) {
    for (const target of targets)
      add(`${target}.${format.id}`, (languages) => written(source, format, target, languages.get(target) ?? []));
    const { bilingual: how } = format;
    if (!wish.bilingual || how === undefined) continue;
    const [first, second] = wish.bilingual;
    add(`${first}-${second}.${format.id}`, (languages) => {
      const upper = languages.get(first) ?? [];
      const pairs = upper.map((cue, i): CuePair => [cue, languages.get(second)?.[i] ?? null]);
      return written(source, format, second, bilingualCues(pairs, how));
    });
  }
  if (ids.includes(DOCUMENT_FORMAT)) add(DOCUMENT_FORMAT, null);
  return outputs;
}

function written({ file }: TextSource, format: FileFormat, language: string, cues: readonly FileCue[]): string {
  return format.write?.({ ...file, cues, language }) ?? "";
}

/** What the outputs of a plan lose of its text, for people. */
export function lossesOfPlan({ source }: TextPlan, wish: OutputWish): string[] {
  if (source.track !== null) return [];
  const ids = formatsOf(source, wish);
  return FILE_FORMATS.filter((format) => ids.includes(format.id) && format.write).flatMap((format) => {
    const losses = lossesOf(source.file, format);
    return losses.length > 0 ? [`${format.name} holds no ${losses.join(" and no ")}: they are left out`] : [];
  });
}
