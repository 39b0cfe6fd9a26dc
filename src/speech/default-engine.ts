/** Which engine is used, from what the caller gave and what is installed: the one place where SISTER_SPEECH_MODEL and --model are read. */
import { SisterError } from "../errors.js";
import type { SpeechConfig } from "./engine.js";
import { describeFiles } from "./sherpa/model-files.js";
import { DEFAULT_MODEL } from "./models/catalogue.js";
import { findModel, resolveModel, verifyModel, type ResolvedModel } from "./models/installed.js";

export interface SpeechChoice {
  config: SpeechConfig;
  /** Languages that it recognizes, BCP 47; null if that is not known before it is loaded. */
  languages: readonly string[] | null;
  /** One sentence for a person if the engine is not the one that they would want, with the command that mends it; else null. */
  note: string | null;
}

export interface SpeechWish {
  /** The name of an installed model, a folder, or "sleep:SECONDS". Missing: SISTER_SPEECH_MODEL, else the default. */
  model?: string | undefined;
  /** Language of the speech, BCP 47. */
  language: string;
  env?: NodeJS.ProcessEnv;
}

/**
 * Chooses the engine. Without a model it is Moonshine base if that is installed and whole, else PocketSphinx with a note. Rejects with a SisterError
 * (exit code 2) for a model that is not there or that is no speech model. Looks at files, loads nothing.
 *
 * @example
 * const { config, note } = await chooseSpeech({ model: options.model, language: "en" });
 * if (note !== null) display.note(note);
 */
export async function chooseSpeech({ model, language, env = process.env }: SpeechWish): Promise<SpeechChoice> {
  const wanted = model || env["SISTER_SPEECH_MODEL"];
  if (!wanted) return defaultSpeech(env);
  const sleep = /^sleep:(\d+(\.\d+)?)$/.exec(wanted);
  if (sleep) return { config: { kind: "sleep", secondsPerSecond: Number(sleep[1]) }, languages: null, note: null };
  const chosen = resolveModel(wanted, env);
  const config = configOf(chosen, language);
  const languages = chosen.manifest?.languages ?? (config.kind === "moonshine" ? ["en"] : null);
  return { config, languages, note: null };
}

async function defaultSpeech(env: NodeJS.ProcessEnv): Promise<SpeechChoice> {
  const found = findModel(DEFAULT_MODEL, env);
  const problem = found ? await verifyModel(found.dir) : null;
  if (found && problem === null) {
    return { config: { kind: "moonshine", model: DEFAULT_MODEL }, languages: ["en"], note: null };
  }
  const why = found ? "the Moonshine model of this machine is damaged" : "the Moonshine model is not installed here";
  return {
    config: { kind: "pocketsphinx" },
    languages: ["en"],
    note: `${why}, so PocketSphinx is used, which gets one word in four wrong: sister models pull ${DEFAULT_MODEL}`,
  };
}

/** Whether an engine recognizes a language; true if that is not known before it is loaded. */
export function canRecognize({ languages }: Pick<SpeechChoice, "languages">, language: string): boolean {
  if (languages === null || languages.includes("*")) return true;
  const primary = (code: string): string => code.toLowerCase().split("-")[0] ?? "";
  return languages.some((known) => primary(known) === primary(language));
}

function configOf({ dir, manifest, name }: ResolvedModel, language: string): SpeechConfig {
  if (manifest !== null && manifest.task !== "speech") {
    throw new SisterError(
      `${manifest.name} recognizes no speech (it is for ${manifest.task}): see "sister models list --available"`,
      { exitCode: 2 },
    );
  }
  if (manifest?.family === "moonshine" || isMoonshine(dir)) return { kind: "moonshine", model: name ?? dir };
  const family = manifest === null ? {} : { family: manifest.family };
  return { kind: "sherpa", dir, language, ...family };
}

/** A folder that was filled by hand, with the names that `sister models pull` gives to Moonshine's files. */
function isMoonshine(dir: string): boolean {
  const { names } = describeFiles(dir);
  return names.includes("encoder_model.onnx") && names.includes("decoder_chosenmerged.onnx");
}
