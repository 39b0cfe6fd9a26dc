/** `sister translate NAME.json --to id`: adds languages to subtitles that are there, without recognizing the speech again. */
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import { checkOutputs, outputPaths, writeTexts } from "../../pipeline/outputs.js";
import { translateSpokenCues } from "../../pipeline/texts/translate-spoken-cues.js";
import { glossaryWarnings } from "../../pipeline/warnings.js";
import type { Cue } from "../../subtitles/cue.js";
import { documentText, type SubtitleDocument, type Warning } from "../../subtitles/document.js";
import { NOT_TRANSCRIBED, NOT_TRANSLATED } from "../../subtitles/layout/layout.js";
import { readDocument } from "../../subtitles/read-document.js";
import { normsOf, type Norms } from "../../subtitles/norms/profile.js";
import { termsFor, type Term } from "../../translation/glossary/glossary.js";
import { readGlossary } from "../../translation/glossary/read-glossary.js";
import { nameLanguage } from "../../translation/languages.js";
import { chooseTranslators, openTranslator, translatorOrder } from "../../translation/translators.js";
import { onInterruption } from "../terminal/interruption.js";
import { printJson, printProblem, printText } from "../terminal/print.js";
import type { ServiceUsage } from "../../translation/translator.js";
import { counted } from "../../translation/service-usage.js";
import { noteServices } from "./service-notes.js";
import { describeUsage } from "./summary.js";

/** The options of `sister translate` that concern a document. */
export interface DocumentOptions {
  to: string[];
  profile: string;
  translator?: readonly string[];
  out?: string;
  glossary?: string;
  cues?: ReadonlySet<number>;
  overwrite: boolean;
  json: boolean;
  burn?: string;
  mux: boolean;
  script?: string;
  audioTrack?: string;
  channel?: number;
  model?: string;
  ranks?: number;
  hostfile?: string;
  shots: boolean;
  sourceTrack?: number;
  isFromGiven?: boolean;
  oneToOne?: boolean;
  encoding?: string;
  format?: string[];
  bilingual?: [string, string];
}

/**
 * Whether a call adds languages to a NAME.json. With several files, or with options for subtitle files, a NAME.json is
 * translated as any subtitle file, and stays as it is.
 */
export function isDocument(words: readonly string[], options: DocumentOptions): boolean {
  const { isFromGiven = false, oneToOne = false, encoding, format, bilingual } = options;
  const isFile = isFromGiven || oneToOne || [encoding, format, bilingual].some((option) => option !== undefined);
  return words.length === 1 && /\.json$/iu.test(words[0] ?? "") && !isFile;
}

function refused(message: string): SisterError {
  return new SisterError(message, { exitCode: 2 });
}

/** Adds the languages of --to to one document. Returns the exit status: 0 only if every cue was translated. */
export async function translateDocument(file: string, options: DocumentOptions): Promise<number> {
  checkOptions(options);
  const path = resolve(file);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw refused(`${file} cannot be read (${messageOf(error)}): check the path`);
  });
  const document = readDocument(text);
  if (!document) throw refused(`${file} is not a NAME.json of sister translate: give one, or the video itself`);
  const { source } = document;
  const targets = [...new Set(options.to)];
  const there = targets.find((target) => document.targets.includes(target));
  if (there !== undefined && !options.overwrite)
    throw refused(`${file} has ${nameLanguage(there)} already: add --overwrite to translate it again`);
  checkCues(document, targets, options.cues);
  const { translator: order = translatorOrder() } = options;
  const translators = chooseTranslators(source, targets, { order });
  const glossary = options.glossary === undefined ? [] : await readGlossary(options.glossary);
  const folder = options.out === undefined ? dirname(path) : resolve(options.out);
  const paths = outputPaths(path, targets, { folder, burn: null, mux: false });
  // The document itself is replaced; files of the new languages must not be there.
  const json = join(folder, basename(paths.json ?? path));
  const isUpdated = (await stat(json).catch(() => null)) !== null && json === path;
  await checkOutputs({ ...paths, json: isUpdated ? `${json}.new` : json }, options.overwrite);
  noteServices(Object.values(translators));
  const signal = onInterruption();
  const problems: string[] = [];
  let result = document;
  const services: Record<string, ServiceUsage> = {};
  let untranslated = 0;
  for (const target of targets) {
    const id = translators[target] ?? "";
    const added = await addTarget(result, {
      target,
      id,
      terms: termsFor(glossary, target),
      norms: normsOf(options.profile, target),
      fresh: document.targets.includes(target),
      ...(options.cues ? { cues: options.cues } : {}),
      services,
      signal,
    });
    result = added.document;
    untranslated += added.untranslated;
    if (added.problem !== null) problems.push(added.problem);
  }
  const texts = new Map(
    paths.subtitles.map(({ format, language, path: to }) => [to, format.write(result.cues, language)] as const),
  );
  texts.set(json, documentText(result));
  await writeTexts(texts);
  const summary = {
    files: [...texts.keys()],
    cues: result.cues.length,
    targets: result.targets,
    untranslated,
    problems,
    services,
  };
  const warnings = result.warnings.slice(document.warnings.length);
  if (options.json) printJson({ ok: untranslated === 0, ...summary, translators: result.translators, warnings });
  else printText([...describeUsage(services), "files:", ...summary.files.map((one) => `  ${one}`)].join("\n"));
  for (const { message } of warnings) printProblem(message);
  return untranslated === 0 ? 0 : 1;
}

function checkCues(document: SubtitleDocument, targets: readonly string[], cues: DocumentOptions["cues"]): void {
  if (!cues) return;
  const added = targets.find((target) => !document.targets.includes(target));
  if (added !== undefined)
    throw refused(`--cues translates cues again, and there is no ${nameLanguage(added)} yet: leave --cues out`);
  const numbers = new Set(document.cues.map(({ index }) => index));
  const missing = [...cues].find((cue) => !numbers.has(cue));
  if (missing !== undefined) throw refused(`there is no cue ${missing}: the last one is ${document.cues.length}`);
}

function checkOptions(options: DocumentOptions): void {
  if (options.to.length === 0) throw refused("a NAME.json is translated: name languages with --to");
  const unfit = [
    ["--burn", options.burn !== undefined],
    ["--mux", options.mux],
    ["--script", options.script !== undefined],
    ["--audio-track", options.audioTrack !== undefined],
    ["--channel", options.channel !== undefined],
    ["--model", options.model !== undefined],
    ["--ranks", options.ranks !== undefined],
    ["--hostfile", options.hostfile !== undefined],
    ["--shots", options.shots],
    ["--source-track", options.sourceTrack !== undefined],
  ] as const;
  for (const [name, isGiven] of unfit)
    if (isGiven) throw refused(`${name} needs the video: leave it out, or give the video instead of the JSON`);
}

interface Adding {
  target: string;
  /** Of the translator. */
  id: string;
  terms: readonly Term[];
  norms: Norms;
  /** Whether kept translations are not used. */
  fresh: boolean;
  /** Numbers of the only cues to translate. */
  cues?: ReadonlySet<number>;
  services: Record<string, ServiceUsage>;
  signal: AbortSignal;
}

async function addTarget(
  document: SubtitleDocument,
  { target, id, terms, norms, fresh, cues: wanted, services, signal }: Adding,
): Promise<{ document: SubtitleDocument; untranslated: number; problem: string | null }> {
  const { source } = document;
  const spoken = document.cues.map(({ start, end, text, words, failed }) => ({
    start,
    end,
    text: text[source] ?? "",
    // A cue that another language failed in has words.
    failed: failed === true && words.length === 0,
  }));
  const translator = await openTranslator(id);
  const only = wanted && new Set(document.cues.flatMap(({ index }, i) => (wanted.has(index) ? [i] : [])));
  const made = await translateSpokenCues(spoken, {
    ...{ source, target, terms, norms, fresh, signal },
    ...(only ? { only } : {}),
    translator: counted(translator, id, services),
  }).finally(() => translator.close());
  const isWanted = (i: number): boolean => !only || only.has(i);
  const asked = made.texts.filter((text, i) => text !== undefined && isWanted(i)).length;
  const untranslated = made.texts.filter((text, i) => text === null && isWanted(i)).length;
  if (untranslated > 0 && untranslated === asked) {
    throw new SisterError(
      `nothing was translated into ${nameLanguage(target)}${made.problem === null ? "" : ` (${made.problem})`}: sister doctor checks whether the translator works; nothing was written`,
    );
  }
  const warnings: Warning[] = glossaryWarnings(made.breaches);
  if (untranslated > 0) {
    const reason = made.problem === null ? "" : ` (${made.problem})`;
    const message = `${untranslated} of ${asked} cues were not translated into ${nameLanguage(target)}${reason}`;
    warnings.unshift({ code: "untranslated", message });
  }
  const cues = document.cues.map((cue, i) => {
    if (!isWanted(i)) return cue;
    const text = made.texts[i];
    const shown = text ?? (text === null ? NOT_TRANSLATED : cue.failed ? NOT_TRANSCRIBED : "");
    return withText(cue, target, shown);
  });
  return {
    document: {
      ...document,
      targets: [...new Set([...document.targets, target])],
      translators: { ...document.translators, [target]: id },
      warnings: [...document.warnings, ...warnings],
      cues,
    },
    untranslated,
    problem: made.problem,
  };
}

/** A cue with the text of a language. It has failed if a text is missing in any language. */
function withText({ failed, ...cue }: Cue, target: string, shown: string): Cue {
  const text = { ...cue.text, [target]: shown };
  const isUnheard = failed === true && cue.words.length === 0;
  return { ...cue, text, ...(isUnheard || Object.values(text).includes(NOT_TRANSLATED) ? { failed: true } : {}) };
}
