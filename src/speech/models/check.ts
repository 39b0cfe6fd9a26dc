/**
 * Checks whether a model works: its files are complete, it loads in a child process, and it recognizes a known
 * sentence.
 */
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
  /** The name or folder, as requested. */
  name: string;
  dir: string;
  /** Whether it can be used. Warnings do not change that. */
  ok: boolean;
  /** Its task: "speech", "voice-activity", …; "speech" for a folder without a statement. */
  task: string;
  family: string | null;
  /** The name of the engine, as it appears in results. */
  engine: string | null;
  /** BCP 47. "*" if the model does not tell. */
  languages: string[];
  detectsLanguage: boolean;
  /**
   * Where word times come from: "word", "token" or "segment" of the model. With "none", an aligner finds them, or they
   * are estimated.
   */
  times: NonNullable<EngineDescription["times"]> | null;
  /**
   * "verified": every file has the digest in the catalogue. "recorded": every file has the digest of its first
   * download. "unknown": no digests were recorded, as for a folder that was filled by hand. "damaged": a file differs.
   */
  digests: "verified" | "recorded" | "unknown" | "damaged";
  devices: Devices | null;
  loadSeconds: number | null;
  /** Seconds of work per second of audio. */
  realTimeFactor: number | null;
  /** The most memory of its process, in bytes. */
  memoryBytes: number | null;
  /** The sentence for the trial. */
  sentence: {
    language: string;
    said: string;
    heard: string;
    /** Share of words that differ. Null if the model does not recognize the language of the sentence. */
    wordErrors: number | null;
  } | null;
  warnings: string[];
  problem: string | null;
}

/**
 * From this share of wrong words on, something is probably wrong. A synthetic voice costs even good models a few words.
 */
const MANY_ERRORS = 0.5;

/**
 * Checks an installed model, given by name, or a folder. Never rejects for a broken model: `problem` says what is wrong
 * and what to do.
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

/** What is wrong with the files, by their digests. Null if nothing is, or if no digests are known. */
async function checkFiles(check: ModelCheck, { dir, manifest }: ResolvedModel): Promise<string | null> {
  if (!manifest) return null;
  check.task = manifest.task;
  check.family = manifest.family;
  check.languages = manifest.languages;
  const problem = await verifyModel(dir, { whole: true });
  check.digests = problem !== null ? "damaged" : manifest.digests === "catalogue" ? "verified" : "recorded";
  return problem;
}

/** Loads the model and recognizes a sentence twice, because libraries still initialize during the first run. */
async function checkSpeech(check: ModelCheck, env: NodeJS.ProcessEnv): Promise<void> {
  const { config } = await chooseSpeech({ model: check.name, language: "en", env });
  if (config.kind === "sleep") return;
  const { languages } = hearingOf(config);
  check.family = config.kind === "sherpa" ? describeModel(config.dir, config.family).family : config.kind;
  check.languages = [...languages];
  const heard = SENTENCE_LANGUAGES.find((language) => hears(languages, language));
  // A model for other languages gets an English sentence under its own language; it would refuse another one.
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
 * @param language the language that the model is asked for
 * @param heard the language of the sentence; undefined: no sentence is in a language of the model
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
      `Sister has no sentence in its languages (only ${SENTENCE_LANGUAGES.join(", ")}): the trial with an English one shows only that it works`,
    );
  } else if (errors > MANY_ERRORS) {
    const wrong = `${Math.round(100 * errors)} % of the words`;
    check.warnings.push(
      `it gets ${wrong} of a known sentence wrong: its tokens.txt may belong to another model, or its family or language may not be what its name says (sister-model.json in its folder states both)`,
    );
  }
  const detected = engine.detectsLanguage ? await engine.detectLanguage(sound) : null;
  if (heard && detected && !hears([heard], detected.code))
    check.warnings.push(`it detects "${detected.code}" in a sentence in "${heard}"`);
}
