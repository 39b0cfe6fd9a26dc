/** The folder of a Moonshine model: where it is, what it holds, and its digest. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { modelsFolder } from "../models.js";

export const ENCODER_FILE = "encoder_model.onnx";
export const DECODER_FILE = "decoder_model_merged.onnx";
export const TOKENS_FILE = "tokens.txt";

/** The folder of a model that is given by its name or by an absolute path. */
export function moonshineFolder(model: string): string {
  return isAbsolute(model) ? model : join(modelsFolder(), model);
}

/** Whether all files are there; they may still be damaged. */
export function hasMoonshine(model: string): boolean {
  const dir = moonshineFolder(model);
  return [ENCODER_FILE, DECODER_FILE, TOKENS_FILE].every((file) => existsSync(join(dir, file)));
}

/** Short, the same on every host that has the same files, and different for others. */
export function moonshineDigest(dir: string): string {
  const hash = createHash("sha256");
  for (const file of [ENCODER_FILE, DECODER_FILE, TOKENS_FILE]) hash.update(readFileSync(join(dir, file)));
  return hash.digest("hex").slice(0, 16);
}
