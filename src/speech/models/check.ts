/** Whether a model works: its files are whole, it loads in a child process, and it hears a known sentence. */
import { resolve } from "node:path";
import { messageOf } from "../../errors.js";
import { chooseSpeech } from "../default-engine.js";
import { EngineChild, type EngineConfig } from "../engine-child.js";
import { SAMPLE_RATE } from "../engine.js";
import { hearingOf } from "../engines.js";
import { hears } from "../language/hears.js";
import { devicesFor, readDevices } from "../devices.js";
import type { Devices, EngineDescription } from "../recognizer.js";
import { describeModel } from "../sherpa/describe-model.js";
import { resolveModel, verifyModel, type ResolvedModel } from "./installed.js";
import {
  SENTENCES,
  SENTENCE_LANGUAGES,
  sentenceSound,
  wordErrors,
  type SentenceLanguage,
} from "./sentences/sentences.js";

export interface ModelCheck {
  /** As it was asked for. */
  name: string;
  dir: string;
  /** It can be used. Warnings do not change that. */
  ok: boolean;
  /** What it does: "speech", "voice-activity", …; speech of a folder that does not say. */
  task: string;
  family: string | null;
  /** The engine's name, with which results are signed. */
  engine: string | null;
  /** BCP 47; "*" if the model does not say. */
  languages: string[];
  detectsLanguage: boolean;
  /** Where word times come from: "word" or "token" of the model, "segment" of its phrases, "none": an aligner finds them, or they are estimated. */
  times: NonNullable<EngineDescription["times"]> | null;
  /**
   * "verified": every file has the digest that the catalogue knows. "recorded": that of its first download. "unknown": nobody recorded any, as of a
   * folder that was filled by hand. "damaged": a file is another one.
   */
  digests: "verified" | "recorded" | "unknown" | "damaged";
  devices: Devices | null;
  loadSeconds: number | null;
  /** Seconds of work for each second of audio. */
  realTimeFactor: number | null;
  /** The most memory that its process had, in bytes. */
  memoryBytes: number | null;
  /** The sentence that it was tried on. */
  sentence: {
    language: string;
    said: string;
    heard: string;
    /** Share of the words that differ; null if the sentence is in a language that the model does not hear. */
    wordErrors: number | null;
  } | null;
  warnings: string[];
  problem: string | null;
}

/** From this share of wrong words on something is probably wrong with the model; a synthetic voice costs good ones a few words. */
const MANY_ERRORS = 0.5;

/**
 * Checks an installed model, by its name, or a folder. Never rejects for a broken model: `problem` says what is wrong and what to do.
 *
 * @example
 * const { ok, problem, sentence } = await checkModel("moonshine-base-en");
 */
export async function checkModel(nameOrDir: string, env: NodeJS.ProcessEnv = process.env): Promise<ModelCheck> {
  const check: ModelCheck = {
    name: nameOrDir,
    dir: resolve(nameOrDir),
    ok: false,
    task: "speech",
    family: null,
    engine: null,
    languages: [],
    detectsLanguage: false,
    times: null,
    digests: "unknown",
    devices: null,
    loadSeconds: null,
    realTimeFactor: null,
    memoryBytes: null,
    sentence: null,
    warnings: [],
    problem: null,
  };
  try {
    const model = resolveModel(nameOrDir, env);
    check.dir = model.dir;
    check.problem = await checkFiles(check, model);
    if (check.problem !== null) return check;
    if (check.task === "speech") await checkSpeech(check, env);
    check.ok = true;
  } catch (error) {
    check.problem = messageOf(error);
  }
  return check;
}

/** What is wrong with the files, by their digests; null if nothing is, or nothing is known. */
async function checkFiles(check: ModelCheck, { dir, manifest }: ResolvedModel): Promise<string | null> {
  if (!manifest) return null;
  check.task = manifest.task;
  check.family = manifest.family;
  check.languages = manifest.languages;
  const problem = await verifyModel(dir, { whole: true });
  check.digests = problem !== null ? "damaged" : manifest.digests === "catalogue" ? "verified" : "recorded";
  return problem;
}

/** Loads the model, and has it hear a sentence twice: at the first time libraries still set themselves up. */
async function checkSpeech(check: ModelCheck, env: NodeJS.ProcessEnv): Promise<void> {
  const { config } = await chooseSpeech({ model: check.name, language: "en", env });
  if (config.kind === "sleep") return;
  const { languages } = hearingOf(config);
  check.family = config.kind === "sherpa" ? describeModel(config.dir, config.family).family : config.kind;
  check.languages = [...languages];
  const heard = SENTENCE_LANGUAGES.find((language) => hears(languages, language));
  // A model of other languages gets an English sentence, and is asked for its own language: it would refuse another.
  const language = heard ?? languages[0] ?? "en";
  const devices = devicesFor({ cores: 1, ranksOnHost: 1, indexOnHost: 0 }, [readDevices(env)]);
  check.devices = devices;
  const speech: EngineConfig["speech"] = config.kind === "sherpa" ? { ...config, language } : config;
  const begin = performance.now();
  const engine = await EngineChild.open(speech, { devices });
  try {
    check.loadSeconds = (performance.now() - begin) / 1000;
    check.engine = engine.name;
    check.languages = [...engine.languages];
    check.detectsLanguage = engine.detectsLanguage;
    check.times = engine.times;
    await trySentence(check, engine, language, heard);
    check.memoryBytes = await engine.peakMemory();
  } finally {
    await engine.close();
  }
}

/**
 * @param language what the model is asked for
 * @param heard the language of the sentence; undefined: none is in a language that it hears
 */
async function trySentence(
  check: ModelCheck,
  engine: EngineChild,
  language: string,
  heard: SentenceLanguage | undefined,
): Promise<void> {
  const spoken = heard ?? "en";
  const sound = sentenceSound(spoken);
  const words = await engine.recognize(sound, { language });
  const asked = performance.now();
  await engine.recognize(sound, { language });
  check.realTimeFactor = (performance.now() - asked) / ((1000 * sound.length) / SAMPLE_RATE);
  const said = SENTENCES[spoken];
  const text = words.map((word) => word.text).join(" ");
  const errors = heard ? wordErrors(said, text) : null;
  check.sentence = { language: spoken, said, heard: text, wordErrors: errors };
  if (errors === null) {
    check.warnings.push(
      `no sentence of its languages comes with Sister (${SENTENCE_LANGUAGES.join(", ")} do): what it makes of an English one tells only that it works`,
    );
  } else if (errors > MANY_ERRORS) {
    const wrong = `${Math.round(100 * errors)} % of the words`;
    check.warnings.push(
      `it hears ${wrong} of a known sentence otherwise: its tokens.txt may belong to another model, or it may be of another family or language than its name says (sister-model.json in its folder states both)`,
    );
  }
  const detected = engine.detectsLanguage ? await engine.detectLanguage(sound) : null;
  if (heard && detected && !hears([heard], detected.code))
    check.warnings.push(`it takes a sentence in "${heard}" for "${detected.code}"`);
}
