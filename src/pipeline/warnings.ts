/** Warnings about the words of a job: that there are none, or that they may be invented. */
import { definitionOf, type SpeechConfig } from "../speech/engines.js";
import { channelsWithSpeech, type Sound } from "../media/sound/choose-sound.js";
import { nameTracks } from "../media/sound/tracks.js";
import type { TranslatedUnit } from "../subtitles/cue.js";
import type { Warning } from "../subtitles/document.js";
import type { PlacedBreach } from "./coordination/translation-batches.js";
import type { JobProgress } from "./job-events.js";
import { tracksWithSpeech } from "./audio/other-tracks.js";
import { withVoice } from "./audio/voice-of.js";

/** Warnings that depend on the words of the whole file. */
export async function warningsOfWords(
  sound: Sound,
  { language, speech }: { language: string; speech: SpeechConfig },
  { units, segments }: { units: readonly TranslatedUnit[]; segments: JobProgress["segments"] },
  signal?: AbortSignal,
): Promise<Warning[]> {
  const words = units.flatMap((unit) => unit.words);
  if (words.length === 0 && segments.failed === 0) return [await noSpeech(sound, signal)];
  return definitionOf(speech).soundsForeign?.(speech, words) ? [foreign(language)] : [];
}

/** The warning that times of words are estimates, with the reason for which the aligner failed. */
export function timesEstimated(reason: string): Warning {
  return {
    code: "times-estimated",
    message: `the times of some words are estimates, because the aligner failed: ${reason}; another run tries to find them`,
  };
}

/** A warning for each target of which all or some passages were not translated. `problems` are the reasons. */
export function untranslatedWarnings(
  { units, problems }: { units: readonly TranslatedUnit[]; problems: readonly string[] },
  targets: readonly string[],
): Warning[] {
  const reason = problems.length > 0 ? ` (${problems.join("; ")})` : "";
  return targets.flatMap((target) => {
    const asked = units.filter((unit) => !unit.failed && unit.words.length > 0);
    const failed = asked.filter(({ text }) => (text[target] ?? null) === null).length;
    if (failed === 0) return [];
    const much =
      failed === asked.length
        ? `nothing was translated into ${nameOf(target)}`
        : `${failed} of ${asked.length} passages were not translated into ${nameOf(target)}`;
    return [
      { code: "untranslated" as const, message: `${much}${reason}: sister doctor checks whether the translator works` },
    ];
  });
}

/** Places that a warning names, and terms that get a warning of their own. */
const PLACES_MOST = 5;
const TERMS_MOST = 20;

/** A warning for each term and target whose translation is missing somewhere, with the times. */
export function glossaryWarnings(breaches: readonly PlacedBreach[]): Warning[] {
  const places = new Map<string, PlacedBreach[]>();
  for (const breach of breaches) {
    const key = JSON.stringify([breach.language, breach.source]);
    const list = places.get(key);
    if (list) list.push(breach);
    else places.set(key, [breach]);
  }
  const warnings = [...places.values()].slice(0, TERMS_MOST).map((list): Warning => {
    const [{ source, target, language } = { source: "", target: "", language: "" }] = list;
    const times = list.map(({ at }) => at).sort((a, b) => a - b);
    const shown = times.slice(0, PLACES_MOST).map(clock).join(", ");
    const more = times.length > PLACES_MOST ? ` and at ${times.length - PLACES_MOST} more places` : "";
    const what = source === target ? `"${source}" was not kept` : `"${source}" is not "${target}"`;
    return { code: "glossary", message: `${what} in ${nameOf(language)} at ${shown}${more}: check these subtitles` };
  });
  const left = places.size - warnings.length;
  if (left > 0)
    warnings.push({ code: "glossary", message: `${left} more terms of the glossary are missing in translations` });
  return warnings;
}

/** "1:02:03.4": where a person looks in a player. */
function clock(seconds: number): string {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  const [hours, minutes] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60];
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

async function noSpeech(sound: Sound, signal?: AbortSignal): Promise<Warning> {
  const { info, track, channel } = sound;
  const channels = channel === null ? [] : await withVoice((voiceOf) => channelsWithSpeech(sound, { voiceOf, signal }));
  const otherChannels = channels.filter((other) => other !== channel);
  const tracks = await tracksWithSpeech(info, signal);
  const others = [
    ...(otherChannels.length > 0 ? [`channel ${otherChannels.join(" and ")} of it`] : []),
    ...(tracks.length > 0 ? [`${nameTracks(tracks)} of the file`] : []),
  ];
  const isOne = otherChannels.length + tracks.length === 1;
  const hint =
    others.length > 0 ? `; ${others.join(" and ")} ${isOne ? "has" : "have"} speech` : ": the subtitles are empty";
  const where = channel === null ? "" : `channel ${channel} of `;
  return { code: "no-speech", message: `no speech was found in ${where}audio track ${track}${hint}` };
}

function foreign(language: string): Warning {
  return {
    code: "sounds-foreign",
    message: `this does not sound like ${nameOf(language)}: the words may be invented; check them, or name the language with --from`,
  };
}

/** "English" for "en"; the code if it has no name. */
function nameOf(language: string): string {
  return new Intl.DisplayNames(["en"], { type: "language", fallback: "code" }).of(language) ?? language;
}
