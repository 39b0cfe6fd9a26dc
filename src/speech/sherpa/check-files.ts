/**
 * Checks of a model's files before sherpa-onnx loads them, because it ends the process on what it cannot load. And
 * their fingerprint.
 */
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
 * Throws a SisterError (exit code 2) for a file that is empty, truncated or garbage, and for a tokens.txt of another
 * model. Finds only damage that shows without loading.
 */
export function checkFiles(family: ModelFamily, { files, tokens }: ModelConfig): void {
  for (const file of files) {
    if (!existsSync(file) || statSync(file).size === 0) refuse(`${file} is missing or empty: download the model again`);
    if (file.endsWith(".onnx") && !readOnnxFile(file))
      refuse(`${file} is not an ONNX model: it is damaged or incomplete; download it again`);
    // An .ort file has its mark after four bytes.
    if (file.endsWith(".ort") && readStart(file, 8).toString("latin1", 4) !== "ORTM")
      refuse(`${file} is not an onnxruntime model: it is damaged or incomplete; download it again`);
  }
  if (tokens !== null) checkTokens(family, tokens, files);
}

/**
 * Families whose only model outputs one column per token. A shorter table ends the process at the first missing token.
 */
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
  if (broken >= 0) refuse(`${tokens}, line ${broken + 1}: not a token and its number; download the model again`);
  if (!ONE_COLUMN_EACH.includes(family)) return;
  const count = lines.filter((line) => line.trim() !== "").length;
  const model = files.find((file) => file.endsWith(".onnx"));
  const columns = model === undefined ? null : (readOnnxFile(model)?.outputSize ?? null);
  if (columns !== null && count < columns)
    refuse(
      `${tokens} has ${count} tokens, but ${basename(model ?? "")} outputs ${columns}: it belongs to another model or is truncated; download both from the same place`,
    );
}

function readStart(path: string, bytes: number): Buffer {
  const file = openSync(path, "r");
  const start = Buffer.alloc(bytes);
  readSync(file, start, 0, bytes, 0);
  closeSync(file);
  return start;
}

/** How many bytes at each end of a file make its fingerprint. A whole model has gigabytes. */
const FINGERPRINT_BYTES = 65_536;

/** A short digest: equal on all hosts with the same files, and different for other files. */
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
