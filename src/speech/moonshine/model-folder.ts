/** The folder of a Moonshine model: its place, its files and its digest. */
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { findModel } from "../models/installed.js";
import { modelsFolder } from "../../models-folder.js";

export const ENCODER_FILE = "encoder_model.onnx";
export const DECODER_FILE = "decoder_model_merged.onnx";
export const TOKENS_FILE = "tokens.txt";

/** The folder of a model, given by name or by absolute path. */
export function moonshineFolder(model: string): string {
  return isAbsolute(model) ? model : (findModel(model)?.dir ?? join(modelsFolder(), model));
}

/** Whether all files exist. They may still be damaged. */
export function hasMoonshine(model: string): boolean {
  const dir = moonshineFolder(model);
  return [ENCODER_FILE, DECODER_FILE, TOKENS_FILE].every((file) => existsSync(join(dir, file)));
}
