/** Which languages an engine recognizes, read from its files without loading it. */
import { basename } from "node:path";
import type { SpeechConfig } from "./engine.js";
import type { Hearing } from "./language/hears.js";
import { describeModel } from "./sherpa/describe-model.js";

/**
 * The languages of the configured engine, and whether it can detect the spoken one. Throws a SisterError (exit code 2)
 * for a folder without a known model.
 *
 * @example
 * requireLanguage(hearingOf({ kind: "moonshine", model: "moonshine-base-en" }), "de"); // throws: it recognizes only en
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
      return { name: "the sleep engine", languages: ["*"] };
  }
}
