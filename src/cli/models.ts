/** `sister models`: lists, installs, removes and checks models. */
import type { Command } from "commander";
import { messageOf, SisterError } from "../errors.js";
import { knowsItsDigests } from "../speech/models/catalogue-entry.js";
import { CATALOGUE } from "../speech/models/catalogue.js";
import { checkModel } from "../speech/models/check.js";
import { findModel } from "../speech/models/installed.js";
import type { PullEvent } from "../speech/models/install/fetching.js";
import { pullModel, removeModel, type Pulled } from "../speech/models/install/pull.js";
import { listModels } from "../speech/models/list.js";
import { modelsFolder } from "../models-folder.js";
import { describeFolder } from "../translation/bergamot/model-folders.js";
import { Bar } from "./terminal/bar.js";
import { onInterruption } from "./terminal/interruption.js";
import { describeCheck } from "./model-check.js";
import { checkTranslationModel, describeTranslationCheck, translationModelFolder } from "./translation-model-check.js";
import { printJson, printText } from "./terminal/print.js";

export function addModelsCommands(program: Command): void {
  const models = program.command("models").description("models of speech and of translation");
  models
    .command("list", { isDefault: true })
    .description("list the models of this machine")
    .option("--available", "list the models that can be installed", false)
    .option("--json", "print the result as JSON", false)
    .action((options: { available: boolean; json: boolean }) => {
      if (options.available) listAvailableCommand(options);
      else listModelsCommand(options);
    });
  models
    .command("pull")
    .argument("<names...>", "names of the catalogue (sister models list --available)")
    .description("download, check and unpack models; a download that was interrupted is continued")
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
    .argument("<model>", "name of an installed model, or folder of a model")
    .description("compare a model's files with their digests, load it, and have it recognize or translate a sentence")
    .option("--json", "print the result as JSON", false)
    .action(async (model: string, options: { json: boolean }) => {
      process.exitCode = await checkModelCommand(model, options);
    });
}

/** Prints the models of this machine. */
function listModelsCommand({ json }: { json: boolean }): void {
  // A translation model that was put there by hand has no list of files: its folder shows whether it can be used.
  const models = listModels().map((model) =>
    model.task === "translation"
      ? { ...model, problem: model.problem ?? describeFolder(model.dir)?.problem ?? null }
      : model,
  );
  if (json) {
    printJson(models);
    return;
  }
  for (const model of models) {
    const kind = model.task === "speech" ? (model.family ?? "") : `${model.family}, for ${model.task}`;
    const state = model.problem === null ? kind : `cannot be used: ${model.problem}`;
    printText(`${model.isDefault ? "*" : " "} ${model.name}\n    ${model.dir}\n    ${state}`);
  }
  printText(
    `\n* is used if no --model is given. "sister models list --available" lists more. Models of sherpa-onnx can also be put into folders under ${modelsFolder()}, or be given with --model DIR.`,
  );
}

/** Loads a model and tries it. Returns the exit status. */
async function checkModelCommand(model: string, { json }: { json: boolean }): Promise<number> {
  const dir = translationModelFolder(model);
  const check = dir === null ? await checkModel(model) : await checkTranslationModel(model, dir);
  if (json) printJson(check);
  else if (check.ok) printText("engine" in check ? describeCheck(check) : describeTranslationCheck(check));
  else console.error(`sister: ${check.problem}`);
  if (!json) for (const warning of check.warnings) console.error(`sister: warning: ${warning}`);
  return check.ok ? 0 : 1;
}

/** Prints what `sister models pull` can install. */
function listAvailableCommand({ json }: { json: boolean }): void {
  const entries = CATALOGUE.map((entry) => ({
    name: entry.name,
    task: entry.task,
    family: entry.family,
    languages: entry.languages,
    bytes: entry.bytes,
    licence: entry.licence.name,
    goodAt: entry.goodAt,
    /** "recorded": the catalogue has none; the first installation writes them down. */
    digests: knowsItsDigests(entry) ? "catalogue" : "recorded",
    installed: findModel(entry.name) !== null,
  }));
  if (json) {
    printJson(entries);
    return;
  }
  const pairs: string[] = [];
  for (const { name, task, languages, bytes, licence, goodAt, digests, installed } of entries) {
    const mark = installed ? "*" : " ";
    if (task === "translation") {
      pairs.push(`${mark}${name}`);
      continue;
    }
    const spoken =
      languages[0] === "*"
        ? "any language"
        : languages.length > 5
          ? `${languages.length} languages`
          : languages.join(", ");
    const about = digests === "catalogue" ? "" : "about ";
    printText(`${mark} ${name.padEnd(24)} ${about}${sizeText(bytes)}, ${spoken}, ${licence}\n    ${goodAt}`);
  }
  printText("\nFirefox's translation models, about 20 to 60 MB each, MPL-2.0:");
  for (let at = 0; at < pairs.length; at += 4)
    printText(
      `  ${pairs
        .slice(at, at + 4)
        .map((pair) => pair.padEnd(18))
        .join("")}`.trimEnd(),
    );
  printText(
    '\n* is installed. "sister models pull NAME" installs a model. The catalogue has no digests of a model with "about": the first installation records them.',
  );
}

/** Installs models, one after another. Returns the exit status. */
async function pullModelsCommand(
  names: readonly string[],
  { from, json }: { from?: string; json: boolean },
): Promise<number> {
  const signal = onInterruption();
  const bar = new Bar({ quiet: json });
  const results: (Pulled | { name: string; state: "failed"; problem: string })[] = [];
  let status = 0;
  for (const name of names) {
    try {
      const onEvent = (event: PullEvent): void => showPull(bar, event);
      const pulled = await pullModel(name, { onEvent, signal, ...(from === undefined ? {} : { from }) });
      bar.end();
      results.push(pulled);
      if (!json) printText(describePulled(pulled));
    } catch (error) {
      bar.end();
      signal.throwIfAborted();
      if (!(error instanceof SisterError)) throw error;
      status = Math.max(status, error.exitCode);
      results.push({ name, state: "failed", problem: messageOf(error) });
      console.error(`sister: ${messageOf(error)}`);
    }
  }
  if (json) printJson({ ok: status === 0, models: results });
  return status;
}

function showPull(bar: Bar, event: PullEvent): void {
  if (event.type === "download") {
    const { doneBytes, totalBytes, name, what } = event;
    const share = totalBytes === 0 ? 1 : doneBytes / totalBytes;
    bar.draw(share, `${name}: ${sizeText(doneBytes)} of ${sizeText(totalBytes)}, ${what}`, false);
  } else if (event.type === "waiting") bar.note(`${event.name}: waiting, because ${event.holder} installs it`);
  else if (event.type === "note") bar.note(`${event.name}: ${event.message}`);
  else bar.draw(1, `${event.name}: unpacking ${event.what}`, true);
}

function describePulled({ name, dir, state, digests, bytes, seconds }: Pulled): string {
  if (state === "present") return `${name} is installed already: ${dir}`;
  const recorded =
    digests === "catalogue"
      ? ""
      : "\n    the catalogue has no digests of it: those of this download are recorded, and later checks compare with them";
  return `${name}: ${sizeText(bytes)} in ${seconds.toFixed(0)} s: ${dir}${recorded}`;
}

/** Removes models. Returns the exit status. */
async function removeModelsCommand(names: readonly string[], { json }: { json: boolean }): Promise<number> {
  const removed: { name: string; dir: string }[] = [];
  for (const name of names) removed.push({ name, dir: await removeModel(name) });
  if (json) printJson({ ok: true, models: removed });
  else for (const { name, dir } of removed) printText(`${name} was removed: ${dir}`);
  return 0;
}

const sizeText = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(2)} GB`;
