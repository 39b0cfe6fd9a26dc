/** What a person should know of the words that were recognized: that there are none, or that they may be invented. */
import type { SpeechConfig } from "../speech/engine.js";
import { soundsForeign } from "../speech/moonshine/foreign-speech.js";
import type { MediaInfo } from "../media/media.js";
import type { Warning } from "../subtitles/document.js";
import type { CoordinateResult } from "./coordinate.js";
import { nameTracks, tracksWithSpeech } from "./other-tracks.js";

/** Warnings that follow from the words of a whole file. */
export async function warningsOfWords(
  info: MediaInfo,
  { language, speech }: { language: string; speech: SpeechConfig },
  { units, segments }: Pick<CoordinateResult, "units" | "segments">,
  signal?: AbortSignal,
): Promise<Warning[]> {
  const words = units.flatMap((unit) => unit.words);
  if (words.length === 0 && segments.failed === 0) return [await noSpeech(info, signal)];
  // The bound was measured with the base model; English in noise would be below it with the tiny one.
  const isMeasured = speech.kind === "moonshine" && speech.model.includes("base");
  return isMeasured && soundsForeign(words) ? [foreign(language)] : [];
}

/** That times of words are estimates because the aligner failed, and why it did. */
export function timesEstimated(reason: string): Warning {
  return {
    code: "times-estimated",
    message: `the times of some words are estimates, because the aligner failed: ${reason}; another run tries to find them`,
  };
}

async function noSpeech(info: MediaInfo, signal?: AbortSignal): Promise<Warning> {
  const others = await tracksWithSpeech(info, signal);
  const track = info.audio.track ?? 1;
  const hint =
    others.length > 0
      ? `; ${nameTracks(others)} of the file ${others.length === 1 ? "has" : "have"} speech`
      : ": the subtitles are empty";
  return { code: "no-speech", message: `no speech was found in audio track ${track}${hint}` };
}

function foreign(language: string): Warning {
  return {
    code: "sounds-foreign",
    message: `this does not sound like ${nameOf(language)}: the words may be invented; check them, or name the language with --from`,
  };
}

/** "English" for "en"; the code itself if it has no name. */
function nameOf(language: string): string {
  return new Intl.DisplayNames(["en"], { type: "language", fallback: "code" }).of(language) ?? language;
}
