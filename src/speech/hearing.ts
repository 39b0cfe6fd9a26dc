/** Which languages an engine hears, before it is opened: by its files, without loading anything. */
import { basename } from "node:path";
import type { SpeechConfig } from "./engine.js";
import type { Hearing } from "./language/hears.js";
import { describeModel } from "./sherpa/describe-model.js";

/**
 * The languages of the engine that a configuration names, and whether it can tell which is spoken. Throws a SisterError (exit code 2) for a folder
 * that holds no model that Sister knows.
 *
 * @example
 * requireLanguage(hearingOf({ kind: "moonshine", model: "moonshine-base-en" }), "de"); // throws: it hears en
 */
export function hearingOf(speech: SpeechConfig): Hearing {
  switch (speech.kind) {
    case "sherpa":
      return describeModel(speech.dir, speech.family);
    case "moonshine":
      return { name: basename(speech.model), languages: ["en"] };
    case "pocketsphinx":
      return { name: "PocketSphinx en-us", languages: ["en"] };
    case "sleep":
      return { name: "the engine that sleeps", languages: ["*"] };
  }
}
