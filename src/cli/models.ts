/** `sister models list` and `sister models check DIR`. */
import { checkModel, listModels, modelsFolder } from "../speech/models.js";

/** Prints the speech models of this machine. */
export function listModelsCommand({ json }: { json: boolean }): void {
  const models = listModels();
  if (json) {
    console.log(JSON.stringify(models));
    return;
  }
  for (const model of models) {
    const state = model.problem === null ? (model.family ?? "") : `cannot be used: ${model.problem}`;
    console.log(`${model.isDefault ? "*" : " "} ${model.name}\n    ${model.dir}\n    ${state}`);
  }
  console.log(
    `\n* is used when no --model is given. Put models of sherpa-onnx into folders under ${modelsFolder()}, or give one with --model DIR.`,
  );
}

/** Loads a model and tries it; returns the exit status. */
export async function checkModelCommand(dir: string, { json }: { json: boolean }): Promise<number> {
  const check = await checkModel(dir);
  if (json) console.log(JSON.stringify(check));
  else if (check.ok) {
    const factor = check.realTimeFactor?.toFixed(2);
    console.log(
      `ok: ${check.engine}; loaded in ${check.loadSeconds?.toFixed(1)} s, ${factor} s of work for each second of audio`,
    );
  } else console.error(`sister: ${check.problem}`);
  return check.ok ? 0 : 1;
}
