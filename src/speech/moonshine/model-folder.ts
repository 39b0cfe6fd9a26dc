/** The folder of a Moonshine model: where it is, what it holds, and its digest. */
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { findModel } from "../models/installed.js";
import { modelsFolder } from "../models/models-folder.js";

export const ENCODER_FILE = "encoder_model.onnx";
export const DECODER_FILE = "decoder_model_merged.onnx";
export const TOKENS_FILE = "tokens.txt";

/** The folder of a model that is given by its name or by an absolute path. */
export function moonshineFolder(model: string): string {
  return isAbsolute(model) ? model : (findModel(model)?.dir ?? join(modelsFolder(), model));
}

/** Whether all files are there; they may still be damaged. */
export function hasMoonshine(model: string): boolean {
  const dir = moonshineFolder(model);
  return [ENCODER_FILE, DECODER_FILE, TOKENS_FILE].every((file) => existsSync(join(dir, file)));
}
