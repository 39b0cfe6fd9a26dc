/** How `sister translate` is called. */
import type { Command } from "commander";
import { formatsWrittenByDefault } from "../../subtitles/formats/formats.js";
import { formatIds } from "../../pipeline/outputs.js";
import { DEFAULT_PROFILE, PROFILES } from "../../subtitles/norms/profile.js";
import { TRANSLATORS } from "../../translation/translators.js";
import {
  parseBilingual,
  parseChannel,
  parseCount,
  parseCues,
  parseFormats,
  parseLanguage,
  parseLanguages,
  parseProfile,
  parseSource,
  parseStyle,
  parseSubtitleTrack,
  parseTrack,
  parseTranslators,
} from "../options.js";
import { translate, type TranslateOptions } from "./translate.js";

/** "NAME.LANGUAGE.srt (SubRip), NAME.LANGUAGE.vtt (WebVTT)". */
function namesOfFiles(): string {
  return formatsWrittenByDefault()
    .map(({ id, name }) => `NAME.LANGUAGE.${id} (${name})`)
    .join(", ");
}

export function addTranslateCommand(program: Command): void {
  program
    .command("translate")
    .argument(
      "<files...>",
      "video, audio or subtitle files, or folders that hold them, one after another; or NAME.json, to add a language to subtitles that are there",
    )
    .description(
      "write subtitles of a video in the language of its speech and in other languages; without --to it transcribes; a subtitle file is translated",
    )
    .option("--to <languages>", "languages to translate into, separated by commas (es,ca)", parseLanguages, [])
    .option(
      "--from <language>",
      "language of the speech; auto if the model can tell it (whisper, SenseVoice, …)",
      parseSource,
      "en",
    )
    .option(
      "--translator <names>",
      `translators that may be used, the preferred one first: ${TRANSLATORS.map(({ id }) => id).join(", ")} (default: SISTER_TRANSLATORS, else apertium)`,
      parseTranslators,
    )
    .option(
      "--audio-track <track>",
      "audio track to transcribe: its number, from 1, or its language (default: the one in the language of --from that has speech)",
      parseTrack,
    )
    .option(
      "--channel <n>",
      "transcribe only this channel, from 1 (default: all channels, mixed so that no speech is lost)",
      parseChannel,
    )
    .option(
      "--source-track <n>",
      "take this subtitle track of the video, from 1, instead of its speech",
      parseSubtitleTrack,
    )
    .option(
      "--one-to-one",
      "of subtitles as source: translate each cue by itself, not the sentences that run over cues",
      false,
    )
    .option("--encoding <name>", "how the bytes of a subtitle file are to be read (default: found out)")
    .option(
      "--format <formats>",
      `files to write, separated by commas: ${formatIds().join(", ")} (default: srt,vtt,json; of a subtitle file its own)`,
      parseFormats,
    )
    .option(
      "--bilingual <languages>",
      "also write NAME.en-id.FORMAT with two languages over each other, in ASS at the top and the bottom",
      parseBilingual,
    )
    .option("--ranks <n>", "number of MPI ranks (default: one per core, or one per slot of the hostfile)", parseCount)
    .option("--hostfile <file>", "hosts that share the work, one per line: HOST slots=N")
    .option("--out <dir>", "folder for the files (default: the folder of the video)")
    .option("--burn <language>", "also write NAME.LANGUAGE.burned.mp4 with the subtitles in the picture", parseLanguage)
    .option(
      "--style <style>",
      "look of burned letters and of .ass files: font=DejaVu Sans,fontSize=24,color=#ffff00,boxOpacity=0.6,position=top,margin=20",
      parseStyle,
    )
    .option("--mux", "also write NAME.subtitled.mkv with all subtitles as tracks", false)
    .option(
      "--model <name>",
      "an installed speech model, or a model's folder (default: SISTER_SPEECH_MODEL, else moonshine-base-en)",
    )
    .option(
      "--script <file>",
      "text of the talk: its words are timed instead of recognized, and passages that were not said are reported",
    )
    .option(
      "--profile <name>",
      `norms of the subtitles: ${Object.keys(PROFILES).join(", ")}; own numbers after it: netflix,cps=15`,
      parseProfile,
      DEFAULT_PROFILE,
    )
    .option("--shots", "let subtitles begin and end with the shots of the picture, which is decoded for it", false)
    .option(
      "--glossary <file>",
      "terms and their translations, as CSV: source,target,note, and a column for each language (es, id); - keeps a name",
    )
    .option(
      "--cues <numbers>",
      "of a NAME.json that has the language: translate only these cues again, as 3,7-9; needs --overwrite",
      parseCues,
    )
    .option("--overwrite", "replace files that exist", false)
    .option("--json", "print the result as JSON; of several files or a folder as an array", false)
    .addHelpText(
      "after",
      `\nFiles: ${namesOfFiles()}, NAME.json
Text leaves the machine with --translator google and deepl (it goes to Google, to DeepL), and with openai and
libretranslate if the address of their server is not on this machine.`,
    )
    .action(async (files: string[], options: TranslateOptions, command: Command) => {
      const isFromGiven = command.getOptionValueSource("from") === "cli";
      process.exitCode = await translate(files, { ...options, isFromGiven });
    });
}
