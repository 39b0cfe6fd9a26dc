/** The program `sister`: runs a command, and turns what goes wrong into one line and an exit status. */
import { CommanderError } from "commander";
import { messageOf, SisterError } from "../errors.js";
import { knownMistake } from "./known-mistakes.js";
import { buildProgram } from "./program.js";
import { Interruption } from "./terminal/interruption.js";
import { printProblem } from "./terminal/print.js";

try {
  await buildProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // --help and --version end this way too, with 0; all others are bad calls, which commander has printed.
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
// Pipes to engines that have just ended may keep the loop alive for a moment; all results are written by now.
process.exit();
