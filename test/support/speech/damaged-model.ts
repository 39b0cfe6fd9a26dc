/** Copies of an installed Moonshine model with one file damaged. */
import { copyFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DECODER_FILE,
  ENCODER_FILE,
  moonshineFolder,
  TOKENS_FILE,
} from "../../../src/speech/moonshine/model-folder.js";

export type ModelFile = typeof ENCODER_FILE | typeof DECODER_FILE | typeof TOKENS_FILE;

/**
 * Makes a folder below `folder` with the model's files: links, and one copy that `damage` changes. Returns its path.
 */
export function damagedModel(
  model: string,
  folder: string,
  file: ModelFile,
  damage: (path: string, original: string) => void,
): string {
  const original = moonshineFolder(model);
  const dir = join(folder, `${file}-${Math.random().toString(36).slice(2)}`);
  mkdirSync(dir);
  for (const one of [ENCODER_FILE, DECODER_FILE, TOKENS_FILE]) {
    if (one === file) copyFileSync(join(original, one), join(dir, one));
    else symlinkSync(join(original, one), join(dir, one));
  }
  damage(join(dir, file), original);
  return dir;
}

export const cutTo =
  (bytes: number) =>
  (path: string): void =>
    truncateSync(path, bytes);
export const garbage = (path: string): void => writeFileSync(path, "this is no model");
export const remove = (path: string): void => rmSync(path);

/** The message about every damaged model: one line that ends with the remedy. */
export const MENDED = /^[^\n]*: install it again with sister models pull moonshine-base-en$/;
