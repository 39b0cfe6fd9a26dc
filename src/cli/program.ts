/** The command line as commander has it: one line for each command, which describes itself beside its code. */
import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { printable } from "../subtitles/text/plain-text.js";
import { addDoctorCommand } from "./doctor/doctor.js";
import { addGroupCommand } from "./group.js";
import { addHostsCommands } from "./hosts.js";
import { requireTemporaryFolder } from "./known-mistakes.js";
import { addModelsCommands } from "./models.js";
import { addServeCommand } from "./serve.js";
import { addSubtitlesCommands } from "./subtitles/command.js";
import { printText } from "./terminal/print.js";
import { addTokenCommands } from "./token.js";
import { addTranslateCommand } from "./translate/translate-command.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** Commands through whose temporary files sound, models or sockets pass. */
const NEED_TEMPORARY_FILES = ["translate", "serve", "group"];

/** Builds the program. Its actions set `process.exitCode`; what goes wrong rejects `parseAsync`. */
export function buildProgram(): Command {
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
      if (NEED_TEMPORARY_FILES.includes(command.name())) await requireTemporaryFolder();
    });
  addTranslateCommand(program);
  addSubtitlesCommands(program);
  addDoctorCommand(program);
  addServeCommand(program);
  addGroupCommand(program);
  addTokenCommands(program);
  addHostsCommands(program);
  addModelsCommands(program);
  return program;
}

/** The error for an unknown option, with advice if the option may be a file: every program reads a leading dash so. */
function adviseOnDashes(text: string): string {
  const [, word = ""] = /unknown option '(-[^']*)'/.exec(text) ?? [];
  if (!existsSync(word) && !/^-[^-].*\.\w+$/.test(word)) return text;
  return `sister: "${word}" is read as an option: write the file as ./${word}\n`;
}
