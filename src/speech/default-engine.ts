/**
 * Which engine is used, from what the caller gave and what is installed: the one place where SISTER_SPEECH_MODEL and
 * --model are read.
 */
import { SisterError } from "../errors.js";
import type { SpeechConfig } from "./engine.js";
import { hearingOf } from "./hearing.js";
import { hears, type Hearing } from "./language/hears.js";
import { describeFiles, readStatement } from "./sherpa/model-files.js";
import { languagesOf } from "./sherpa/model-languages.js";
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
  const sleep = /^sleep:(\d+(\.\d+)?)$/.exec(wanted);
  if (sleep) {
    const hearing = { name: "that sleeps", languages: ["*"] };
    return { config: { kind: "sleep", secondsPerSecond: Number(sleep[1]) }, hearing, note: null };
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

function configOf({ dir, manifest, name }: ResolvedModel, language: string | undefined): SpeechConfig {
  if (manifest !== null && manifest.task !== "speech") {
    throw new SisterError(
      `${manifest.name} recognizes no speech (it is for ${manifest.task}): see "sister models list --available"`,
      { exitCode: 2 },
    );
  }
  if (isMoonshine(dir, manifest?.family)) return { kind: "moonshine", model: name ?? dir };
  const family = manifest === null ? {} : { family: manifest.family };
  return { kind: "sherpa", dir, ...(language === undefined ? {} : { language }), ...family };
}

/**
 * Whether Sister's own decoder runs it: an English model with the names that `sister models pull` gives to Moonshine's
 * files. A folder whose sister-model.json states "moonshineV2" is sherpa-onnx's.
 */
function isMoonshine(dir: string, family?: string): boolean {
  const files = describeFiles(dir);
  const stated = family ?? readStatement(files).family ?? "moonshine";
  const { names } = files;
  if (stated !== "moonshine" || !names.includes("encoder_model.onnx")) return false;
  return names.includes("decoder_model_merged.onnx") && hears(languagesOf("moonshineV2", files), "en");
}
