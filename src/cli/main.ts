/** The command line: which command, which arguments, which exit status. */
import { existsSync, readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { messageOf, SisterError } from "../errors.js";
import { doctor } from "./doctor/doctor.js";
import { group, type GroupOptions } from "./group.js";
import { hostsAdd, hostsList, hostsRemove, type HostsOptions } from "./hosts.js";
import { Interruption } from "./terminal/interruption.js";
import { printable } from "../subtitles/text/plain-text.js";
import { knownMistake, requireTemporaryFolder } from "./known-mistakes.js";
import {
  checkModelCommand,
  listAvailableCommand,
  listModelsCommand,
  pullModelsCommand,
  removeModelsCommand,
} from "./models.js";
import { parseChannel, parseCount, parseLanguage, parseLanguages, parseSource, parseTrack } from "./options.js";
import { printProblem, printText } from "./terminal/print.js";
import { serve } from "./serve.js";
import { addSubtitlesCommand } from "./subtitles/command.js";
import { tokenCreate, tokenList, tokenRevoke } from "./token.js";
import { translate, type TranslateOptions } from "./translate/translate.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

function build(): Command {
  const program = new Command("sister")
    .description(
      "Transcribes, translates and subtitles long videos on your own machines, spread over a cluster with MPI.",
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => printText(text.trimEnd()),
      outputError: (text, write) => write(printable(adviseOnDashes(text.replace(/^error: /, "sister: ")))),
    })
    .showSuggestionAfterError(true)
    .hook("preAction", async (_program, command) => {
      if (["translate", "serve", "group"].includes(command.name())) await requireTemporaryFolder();
    });

  program
    .command("translate")
    .argument("<files...>", "video or audio files, one after another; a folder: those in it")
    .description("write subtitles of a video in its own and in other languages; without --to it transcribes")
    .option("--to <languages>", "languages to translate into, separated by commas (es,ca)", parseLanguages, [])
    .option(
      "--from <language>",
      "language of the speech; auto if the model can tell it (whisper, SenseVoice, …)",
      parseSource,
      "en",
    )
    .option(
      "--audio-track <track>",
      "the audio track to hear: its number, from 1, or its language (default: the one in the language of --from, with speech)",
      parseTrack,
    )
    .option("--channel <n>", "hear one channel alone, from 1 (default: mixed so that no speech is lost)", parseChannel)
    .option(
      "--ranks <n>",
      "number of MPI ranks (default: one for each core, or for each slot of the hostfile)",
      parseCount,
    )
    .option("--hostfile <file>", "hosts to spread the work over, a line each: HOST slots=N")
    .option("--out <dir>", "folder for the files (default: beside the video)")
    .option("--burn <language>", "also write NAME.LANGUAGE.burned.mp4 with the subtitles in the picture", parseLanguage)
    .option("--mux", "also write NAME.subtitled.mkv with all subtitles as tracks", false)
    .option(
      "--model <name>",
      "an installed speech model, or a model's folder (default: SISTER_SPEECH_MODEL, else moonshine-base-en)",
    )
    .option(
      "--script <file>",
      "text of the talk: its words are timed instead of recognized, and what was not said is reported",
    )
    .option("--overwrite", "replace files that exist", false)
    .option("--json", "print the result as JSON; of several files or a folder as an array", false)
    .action(async (files: string[], options: TranslateOptions) => {
      process.exitCode = await translate(files, options);
    });

  addSubtitlesCommand(program);

  program
    .command("doctor")
    .description("check all that Sister needs, and say how to mend what is missing")
    .option("--hostfile <file>", "also check every host of a hostfile over ssh")
    .option("--json", "print the result as JSON", false)
    .action(async (options: { hostfile?: string; json: boolean }) => {
      process.exitCode = await doctor(options);
    });

  program
    .command("serve")
    .description("serve the HTTP API; with no environment set it is complete on this machine, on 127.0.0.1:8000")
    .action(async () => {
      process.exitCode = await serve();
    });

  program
    .command("group")
    .description(
      "keep a process group running for the servers of DATABASE_URL, or for the sister serve of this data folder",
    )
    .option("--hostfile <file>", "hosts to spread the ranks over, a line each: HOST slots=N (default: this one alone)")
    .option("--ranks <n>", "number of MPI ranks on this host alone (default: one for each core)", parseCount)
    .action(async (options: GroupOptions) => {
      process.exitCode = await group(options);
    });

  const token = program.command("token").description("API tokens");
  token
    .command("create")
    .argument("<name>", "whose it is: tokens of one name see the same jobs")
    .option("--operator", "it may also see and clear what belongs to the whole installation: the group, the cache")
    .description("make a token and print it, once")
    .action(async (name: string, options: { operator?: boolean }) => {
      process.exitCode = await tokenCreate(name, options);
    });
  token
    .command("list", { isDefault: true })
    .description("all tokens, without their secrets")
    .action(async () => {
      process.exitCode = await tokenList();
    });
  token
    .command("revoke")
    .argument("<id>", "of the list")
    .description("end a token for good")
    .action(async (id: string) => {
      process.exitCode = await tokenRevoke(id);
    });

  const hosts = program.command("hosts").description("the hosts of the process group");
  const hostfile = ["--hostfile <file>", "the file that they are in", "hostfile"] as const;
  hosts
    .command("list", { isDefault: true })
    .description("all hosts, and whether each can take ranks")
    .option(...hostfile)
    .action(async (options: HostsOptions) => {
      process.exitCode = await hostsList(options);
    });
  hosts
    .command("add")
    .argument("<host>", "as ssh knows it")
    .description("add a host, or change its slots")
    .option("--slots <n>", "how many ranks it takes", parseCount, 1)
    .option(...hostfile)
    .action(async (host: string, options: HostsOptions & { slots: number }) => {
      process.exitCode = await hostsAdd(host, options);
    });
  hosts
    .command("remove")
    .argument("<host>", "as it stands in the file")
    .description("take a host out")
    .option(...hostfile)
    .action(async (host: string, options: HostsOptions) => {
      process.exitCode = await hostsRemove(host, options);
    });

  addModels(program);
  return program;
}

function addModels(program: Command): void {
  const models = program.command("models").description("speech models");
  models
    .command("list", { isDefault: true })
    .description("the speech models of this machine")
    .option("--available", "those that can be installed", false)
    .option("--json", "print the result as JSON", false)
    .action((options: { available: boolean; json: boolean }) => {
      if (options.available) listAvailableCommand(options);
      else listModelsCommand(options);
    });
  models
    .command("pull")
    .argument("<names...>", "names of the catalogue (sister models list --available)")
    .description("install models: download, check and unpack them; what was broken off goes on")
    .option(
      "--from <place>",
      "a folder or an address that has the files (default: SISTER_MODEL_MIRROR, else their origin)",
    )
    .option("--json", "print the result as JSON", false)
    .action(async (names: string[], options: { from?: string; json: boolean }) => {
      process.exitCode = await pullModelsCommand(names, options);
    });
  models
    .command("remove")
    .argument("<names...>", "names of installed models")
    .description("remove models that were installed by pull")
    .option("--json", "print the result as JSON", false)
    .action(async (names: string[], options: { json: boolean }) => {
      process.exitCode = await removeModelsCommand(names, options);
    });
  models
    .command("check")
    .argument("<model>", "name of an installed model, or folder of one")
    .description("compare a model's files with their digests, load it, and have it hear a known sentence")
    .option("--json", "print the result as JSON", false)
    .action(async (model: string, options: { json: boolean }) => {
      process.exitCode = await checkModelCommand(model, options);
    });
}

/** A file whose name begins with a dash is taken for an option, by every program. */
function adviseOnDashes(text: string): string {
  const [, word = ""] = /unknown option '(-[^']*)'/.exec(text) ?? [];
  if (!existsSync(word) && !/^-[^-].*\.\w+$/.test(word)) return text;
  return `sister: "${word}" is read as an option: write the file as ./${word}\n`;
}

try {
  await build().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // --help and --version end this way too, with 0; all others are bad calls and were printed by commander.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof Interruption) {
    process.exitCode = error.exitCode;
  } else if (error instanceof SisterError) {
    printProblem(error.message);
    process.exitCode = error.exitCode;
  } else if (knownMistake(error)) {
    printProblem(knownMistake(error)?.message ?? "");
    process.exitCode = 2;
  } else {
    console.error(`sister: unexpected: ${messageOf(error)}: please report this with what follows`);
    console.error(error);
    process.exitCode = 1;
  }
}
// Pipes to engines that were just ended may keep the loop alive for a moment; the work is done and written.
process.exit();
