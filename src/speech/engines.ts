/**
 * The table of speech engines. The command line, the API, `sister doctor` and the service know engines from here only:
 * a new engine is one folder and one line below (docs/developing/where-to-change.md).
 */
import type { EngineDefinition } from "./engine-definition.js";
import type { Hearing } from "./language/hears.js";
import { MOONSHINE } from "./moonshine/moonshine-engine.js";
import { POCKETSPHINX } from "./pocketsphinx/pocketsphinx-engine.js";
import { ONE_THREAD, type Devices, type Recognizer } from "./recognizer.js";
import { SHERPA } from "./sherpa/sherpa-engine.js";
import { SLEEP } from "./sleep/sleep-engine.js";

/** In the order in which they are asked for a model. The last one takes every folder. */
const DEFINITIONS = [SLEEP, POCKETSPHINX, MOONSHINE, SHERPA] as const;

type ConfigOf<Definition> = Definition extends EngineDefinition<infer Config> ? Config : never;

/** Which engine to open. It travels to every rank, so it is plain data. */
export type SpeechConfig = ConfigOf<(typeof DEFINITIONS)[number]>;

export const ENGINES: readonly EngineDefinition<SpeechConfig>[] = DEFINITIONS;

/** The definition of the engine that a configuration names. */
export function definitionOf(config: SpeechConfig): EngineDefinition<SpeechConfig> {
  const definition = ENGINES.find(({ kind }) => kind === config.kind);
  if (!definition) throw new Error(`no speech engine of the kind ${config.kind} is in the table`);
  return definition;
}

/**
 * The languages of the engine that a configuration names, and whether it can tell which is spoken. Throws a SisterError
 * (exit code 2) for a folder without a model that Sister knows.
 *
 * @example
 * requireLanguage(hearingOf({ kind: "moonshine", model: "moonshine-base-en" }), "de"); // throws: it recognizes only en
 */
export function hearingOf(config: SpeechConfig): Hearing {
  return definitionOf(config).hearing(config);
}

/** Loads the recognizer inside an engine's child process; see `EngineDefinition.openRecognizer`. */
export function openRecognizer(config: SpeechConfig, devices: Devices = ONE_THREAD): Promise<Recognizer> {
  const { openRecognizer: open } = definitionOf(config);
  if (!open) throw new Error(`the engine ${config.kind} has no child process`);
  return open(config, devices);
}
