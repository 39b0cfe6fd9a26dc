/** What is checked of a model's files before sherpa-onnx loads them: on what it cannot load it ends the process. And their fingerprint. */
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename } from "node:path";
import { SisterError } from "../../errors.js";
import type { ModelFamily } from "./families.js";
import type { ModelConfig } from "./model-config.js";
import { readOnnxFile } from "./onnx-file.js";

function refuse(message: string): never {
  throw new SisterError(message, { exitCode: 2 });
}

/**
 * Throws a SisterError (exit code 2) for a file that is empty, cut short or garbage, and for a tokens.txt that belongs to another model.
 * It finds what can be found without loading.
 */
export function checkFiles(family: ModelFamily, { files, tokens }: ModelConfig): void {
  for (const file of files) {
    if (!existsSync(file) || statSync(file).size === 0) refuse(`${file} is missing or empty: get the model again`);
    if (file.endsWith(".onnx") && !readOnnxFile(file))
      refuse(`${file} is no ONNX model: it is damaged or was not downloaded whole; get it again`);
    // An .ort file has its mark after four bytes.
    if (file.endsWith(".ort") && readStart(file, 8).toString("latin1", 4) !== "ORTM")
      refuse(`${file} is no model of onnxruntime: it is damaged or was not downloaded whole; get it again`);
  }
  if (tokens !== null) checkTokens(family, tokens, files);
}

/** Families whose one model writes a column for each token: a table that is shorter ends the process at the first token that it lacks. */
const ONE_COLUMN_EACH: readonly ModelFamily[] = [
  "zipformerCtc",
  "nemoCtc",
  "wenetCtc",
  "teleSpeechCtc",
  "tdnn",
  "omnilingual",
  "medasr",
  "fireRedAsrCtc",
  "senseVoice",
  "dolphin",
];

function checkTokens(family: ModelFamily, tokens: string, files: readonly string[]): void {
  const lines = readFileSync(tokens, "utf8").split("\n");
  const broken = lines.findIndex((line) => line.trim() !== "" && !/^\S*\s*\S*\s+\d+\s*$/.test(line));
  if (broken >= 0) refuse(`${tokens}, line ${broken + 1}: not a token and its number; get the model again`);
  if (!ONE_COLUMN_EACH.includes(family)) return;
  const count = lines.filter((line) => line.trim() !== "").length;
  const model = files.find((file) => file.endsWith(".onnx"));
  const columns = model === undefined ? null : (readOnnxFile(model)?.outputSize ?? null);
  if (columns !== null && count < columns)
    refuse(
      `${tokens} has ${count} tokens and ${basename(model ?? "")} writes ${columns}: it belongs to another model, or is cut short; get both from the same place`,
    );
}

function readStart(path: string, bytes: number): Buffer {
  const file = openSync(path, "r");
  const start = Buffer.alloc(bytes);
  readSync(file, start, 0, bytes, 0);
  closeSync(file);
  return start;
}

/** How much of each end of a file decides its fingerprint. The whole of a model is gigabytes. */
const FINGERPRINT_BYTES = 65_536;

/** Short, the same on every host that has the same files, and different for others. */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) {
    const size = statSync(path).size;
    hash.update(`${basename(path)} ${size}\n`);
    const file = openSync(path, "r");
    const bytes = Buffer.alloc(FINGERPRINT_BYTES);
    for (const at of [0, Math.max(0, size - FINGERPRINT_BYTES)]) {
      hash.update(bytes.subarray(0, readSync(file, bytes, 0, FINGERPRINT_BYTES, at)));
    }
    closeSync(file);
  }
  return hash.digest("hex").slice(0, 16);
}
