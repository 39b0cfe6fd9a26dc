/** The words of `sister subtitles`. */
import type { Command } from "commander";
import { DEFAULT_PROFILE, PROFILES } from "../../subtitles/norms/profile.js";
import { parseLanguage, parseProfile } from "../options.js";
import { checkSubtitles, type CheckCommandOptions } from "./check.js";
import { convertSubtitles, type ConvertOptions } from "./convert.js";

/** Adds `sister subtitles check` and `convert` to the program. */
export function addSubtitlesCommands(program: Command): void {
  const subtitles = program.command("subtitles").description("check, mend and convert subtitle files");
  subtitles
    .command("check")
    .argument("<files...>", "SubRip, WebVTT, ASS, TTML, CSV or Sister's JSON; or folders that hold them")
    .description(
      "hold subtitle files against the norms: lines, reading speed, durations, gaps; exit 1 if a breach is left (advice is none)",
    )
    .option(
      "--profile <name>",
      `norms: ${Object.keys(PROFILES).join(", ")}; own numbers after it: netflix,cps=15`,
      parseProfile,
      DEFAULT_PROFILE,
    )
    .option(
      "--language <code>",
      "language of the text (default: by the file or its name, as in film.id.srt)",
      parseLanguage,
    )
    .option("--encoding <name>", "how its bytes are to be read (default: found out)")
    .option("--video <file>", "the video of a single file: frame rate and shot changes count too")
    .option("--fix", "mend what can be mended without changing words; the file as it was is kept as FILE.orig", false)
    .option("--out <file>", "with --fix: where the mended file goes")
    .option("--json", "print the result as JSON; of several files or a folder as an array", false)
    .action(async (files: string[], options: CheckCommandOptions) => {
      process.exitCode = await checkSubtitles(files, options);
    });
  subtitles
    .command("convert")
    .argument("<from>", "SubRip, WebVTT, ASS, TTML, CSV or Sister's JSON")
    .argument("<to>", "a name that ends in .srt, .vtt, .ass, .ttml, .csv or .txt")
    .description(
      "write a subtitle file in another format; times, text, styles and places stay as far as the format holds them",
    )
    .option("--language <code>", "language of the text; of JSON: which of its languages", parseLanguage)
    .option("--encoding <name>", "how the bytes of <from> are to be read (default: found out)")
    .option("--bom", "write a byte order mark, which old Windows players need", false)
    .option("--crlf", "end lines as Windows does", false)
    .option("--overwrite", "replace <to> if it exists", false)
    .option("--json", "print the result as JSON", false)
    .action(async (from: string, to: string, options: ConvertOptions) => {
      process.exitCode = await convertSubtitles(from, to, options);
    });
}
