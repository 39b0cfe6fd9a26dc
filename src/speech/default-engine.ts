/**
 * Which engine is used, from what the caller gave and what is installed: the one place where SISTER_SPEECH_MODEL and
 * --model are read.
 */
import { SisterError } from "../errors.js";
import { ENGINES, hearingOf, type SpeechConfig } from "./engines.js";
import type { Hearing } from "./language/hears.js";
import { DEFAULT_MODEL } from "./models/catalogue.js";
import { findModel, resolveModel, verifyModel, type ResolvedModel } from "./models/installed.js";

export interface SpeechChoice {
  config: SpeechConfig;
  /** What languages may be asked of it: `requireLanguage` decides. */
  hearing: Hearing;
  /**
   * One sentence for a person if the engine is not the one that they would want, with the command that mends it; else
   * null.
   */
  note: string | null;
}

export interface SpeechWish {
  /** The name of an installed model, a folder, or "sleep:SECONDS". Missing: SISTER_SPEECH_MODEL, else the default. */
  model?: string | undefined;
  /** Language of the speech, BCP 47. Missing: the engine is for jobs of different languages, as a server's is. */
  language?: string;
  env?: NodeJS.ProcessEnv;
}

/**
 * Chooses the engine. Without a model it is Moonshine base if that is installed and whole, else PocketSphinx with a
 * note. Rejects with a SisterError (exit code 2) for a model that is not there or that is no speech model. Looks at
 * files, loads nothing.
 *
 * @example
 * const { config, note } = await chooseSpeech({ model: options.model, language: "en" });
 * if (note !== null) display.note(note);
 */
export async function chooseSpeech({ model, language, env = process.env }: SpeechWish): Promise<SpeechChoice> {
  const wanted = model || env["SISTER_SPEECH_MODEL"];
  if (!wanted) return defaultSpeech(env);
  for (const { fromText } of ENGINES) {
    const config = fromText?.(wanted);
    if (config) return { config, hearing: hearingOf(config), note: null };
  }
  const chosen = resolveModel(wanted, env);
  const config = configOf(chosen, language);
  return { config, hearing: hearingOf(config), note: null };
}

async function defaultSpeech(env: NodeJS.ProcessEnv): Promise<SpeechChoice> {
  const found = findModel(DEFAULT_MODEL, env);
  const problem = found ? await verifyModel(found.dir) : null;
  if (found && problem === null) {
    const config = { kind: "moonshine", model: DEFAULT_MODEL } as const;
    return { config, hearing: hearingOf(config), note: null };
  }
  const why = found ? "the Moonshine model of this machine is damaged" : "the Moonshine model is not installed here";
  return {
    config: { kind: "pocketsphinx" },
    hearing: hearingOf({ kind: "pocketsphinx" }),
    note: `${why}, so PocketSphinx is used, which gets one word in four wrong: sister models pull ${DEFAULT_MODEL}`,
  };
}

function configOf(model: ResolvedModel, language: string | undefined): SpeechConfig {
  const { manifest, dir } = model;
  if (manifest !== null && manifest.task !== "speech") {
    throw new SisterError(
      `${manifest.name} recognizes no speech (it is for ${manifest.task}): see "sister models list --available"`,
      { exitCode: 2 },
    );
  }
  for (const { fromModel } of ENGINES) {
    const config = fromModel?.(model, language);
    if (config) return config;
  }
  throw new SisterError(`no speech engine takes the model in ${dir}`, { exitCode: 2 });
}
