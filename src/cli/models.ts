/** `sister models`: what is installed, what can be, and whether it works. */
import { messageOf, SisterError } from "../errors.js";
import { knowsItsDigests } from "../speech/models/catalogue-entry.js";
import { CATALOGUE } from "../speech/models/catalogue.js";
import { checkModel } from "../speech/models/check.js";
import { findModel } from "../speech/models/installed.js";
import type { PullEvent } from "../speech/models/install/fetching.js";
import { pullModel, removeModel, type Pulled } from "../speech/models/install/pull.js";
import { listModels } from "../speech/models/list.js";
import { modelsFolder } from "../speech/models/models-folder.js";
import { Bar } from "./terminal/bar.js";
import { onInterruption } from "./terminal/interruption.js";
import { describeCheck } from "./model-check.js";
import { printJson, printText } from "./terminal/print.js";

/** Prints the speech models of this machine. */
export function listModelsCommand({ json }: { json: boolean }): void {
  const models = listModels();
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
    `\n* is used when no --model is given. "sister models list --available" has more; models of sherpa-onnx may also be put into folders under ${modelsFolder()}, or be given with --model DIR.`,
  );
}

/** Loads a model and tries it; returns the exit status. */
export async function checkModelCommand(model: string, { json }: { json: boolean }): Promise<number> {
  const check = await checkModel(model);
  if (json) printJson(check);
  else if (check.ok) printText(describeCheck(check));
  else console.error(`sister: ${check.problem}`);
  if (!json) for (const warning of check.warnings) console.error(`sister: warning: ${warning}`);
  return check.ok ? 0 : 1;
}

/** Prints what `sister models pull` can install. */
export function listAvailableCommand({ json }: { json: boolean }): void {
  const entries = CATALOGUE.map((entry) => ({
    name: entry.name,
    task: entry.task,
    family: entry.family,
    languages: entry.languages,
    bytes: entry.bytes,
    licence: entry.licence.name,
    goodAt: entry.goodAt,
    /** "recorded": not known before, written down at the first installation. */
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
    '\n* is installed. "sister models pull NAME" installs one. Those with "about" have no digests in the catalogue: the first installation records them.',
  );
}

/** Installs models, one after another; returns the exit status. */
export async function pullModelsCommand(
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
  } else if (event.type === "waiting") bar.note(`${event.name}: ${event.holder} installs it, waiting`);
  else if (event.type === "note") bar.note(`${event.name}: ${event.message}`);
  else bar.draw(1, `${event.name}: unpacking ${event.what}`, true);
}

function describePulled({ name, dir, state, digests, bytes, seconds }: Pulled): string {
  if (state === "present") return `${name} is there already: ${dir}`;
  const recorded =
    digests === "catalogue"
      ? ""
      : "\n    its digests were not known before: those of this download are recorded, and later checks compare with them";
  return `${name}: ${sizeText(bytes)} in ${seconds.toFixed(0)} s: ${dir}${recorded}`;
}

/** Removes models; returns the exit status. */
export async function removeModelsCommand(names: readonly string[], { json }: { json: boolean }): Promise<number> {
  const removed: { name: string; dir: string }[] = [];
  for (const name of names) removed.push({ name, dir: await removeModel(name) });
  if (json) printJson({ ok: true, models: removed });
  else for (const { name, dir } of removed) printText(`${name} is removed: ${dir}`);
  return 0;
}

const sizeText = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(2)} GB`;
