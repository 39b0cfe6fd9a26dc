/** Which family a folder of model files belongs to: by their names, then by what the file says of itself, then by the folder's name. */
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { messageOf, SisterError } from "../errors.js";
import { readOnnxMetadata } from "./onnx-metadata.js";

export const FAMILIES = [
  "whisper",
  "moonshine",
  "moonshineV2",
  "transducer",
  "nemoTransducer",
  "zipformerCtc",
  "nemoCtc",
  "wenetCtc",
  "paraformer",
  "senseVoice",
  "dolphin",
] as const;
export type ModelFamily = (typeof FAMILIES)[number];

/** The files of a model's folder, by the part that they play. */
export interface ModelFiles {
  dir: string;
  names: string[];
}

/** Lists the folder. Throws a SisterError where it is none. */
export function describeFiles(dir: string): ModelFiles {
  try {
    if (!statSync(dir).isDirectory()) throw new Error("it is a file");
    return { dir, names: readdirSync(dir).sort() };
  } catch (error) {
    throw new SisterError(
      `the model folder ${dir} cannot be read (${messageOf(error)}): give the folder that holds the .onnx files and tokens.txt`,
      {
        exitCode: 2,
        cause: error,
      },
    );
  }
}

/** The file whose name matches; the quantized one (.int8) where there are two. Null where none does. */
export function findFile(files: ModelFiles, pattern: RegExp): string | null {
  const found = files.names.filter((name) => pattern.test(name));
  const best = found.find((name) => name.includes(".int8.")) ?? found[0];
  return best === undefined ? null : join(files.dir, best);
}

/** The model file of a family that has only one. */
export function singleModel(files: ModelFiles): string | null {
  return findFile(files, /^(?!.*(?:encoder|decoder|joiner|vad)).*\.onnx$/);
}

/** Decides the family. Throws a SisterError that says what to pass where the files do not tell. */
export function detectFamily(files: ModelFiles, given?: string): ModelFamily {
  if (given !== undefined) {
    const family = FAMILIES.find((one) => one === given);
    if (!family)
      throw new SisterError(`"${given}" is no model family that Sister knows: use one of ${FAMILIES.join(", ")}`, {
        exitCode: 2,
      });
    return family;
  }
  const has = (pattern: RegExp): boolean => files.names.some((name) => pattern.test(name));
  if (has(/encoder.*\.onnx$/) && has(/decoder.*\.onnx$/)) {
    if (has(/joiner.*\.onnx$/)) return /nemo|parakeet/i.test(basename(files.dir)) ? "nemoTransducer" : "transducer";
    if (has(/tokens\.txt$/)) return familyOfPair(files);
  }
  if (has(/^encoder_model.*\.ort$/) && has(/^decoder_model_merged.*\.ort$/)) return "moonshineV2";
  if (has(/^preprocess.*\.onnx$/) && has(/^uncached_decode/)) return "moonshine";
  const model = singleModel(files);
  if (model) return familyOfSingle(model, files);
  throw new SisterError(
    `no speech model is in ${files.dir}: it needs the .onnx files and tokens.txt of one of ${FAMILIES.join(", ")}; it holds ${files.names.slice(0, 8).join(", ") || "nothing"}`,
    { exitCode: 2 },
  );
}

/** What exporters write as `model_type`, and what folders are called. */
const MARKS: readonly [RegExp, ModelFamily][] = [
  [/zipformer2?_?-?ctc|icefall.*ctc/i, "zipformerCtc"],
  [/EncDecCTC|nemo.*ctc|parakeet.*ctc/i, "nemoCtc"],
  [/wenet/i, "wenetCtc"],
  [/paraformer/i, "paraformer"],
  [/sense_?-?voice/i, "senseVoice"],
  [/dolphin/i, "dolphin"],
  // A file that says nothing of itself is as icefall exports zipformers: the other families need what they say.
  [/(^|[-_])ctc([-_]|$)/i, "zipformerCtc"],
];

/** Encoder and decoder without joiner: whisper's, or one of the families that Sister does not run. */
function familyOfPair(files: ModelFiles): ModelFamily {
  const encoder = findFile(files, /encoder.*\.onnx$/) ?? "";
  const type = readOnnxMetadata(encoder)?.get("model_type") ?? "";
  const marks = `${type} ${basename(files.dir)}`;
  const other = /canary|EncDecMultiTask|fire-?_?red|cohere|qwen|funasr/i.exec(marks)?.[0];
  if (other !== undefined && !/whisper/i.test(marks)) {
    throw new SisterError(
      `${files.dir} holds a model of a family that Sister does not run (${other}): use one of ${FAMILIES.join(", ")}`,
      { exitCode: 2 },
    );
  }
  return "whisper";
}

function familyOfSingle(model: string, files: ModelFiles): ModelFamily {
  const metadata = readOnnxMetadata(model);
  if (!metadata)
    throw new SisterError(`${model} is no ONNX model: it is damaged or was not downloaded whole; get it again`, {
      exitCode: 2,
    });
  const marks = [metadata.get("model_type") ?? "", basename(files.dir), basename(model)];
  for (const mark of marks) {
    const known = MARKS.find(([pattern]) => pattern.test(mark));
    if (known) return known[1];
  }
  throw new SisterError(
    `the family of ${model} is not known from its files: name the folder after it, as in my-zipformer-ctc-en (zipformer-ctc, nemo-ctc, wenet, paraformer, sense-voice, dolphin)`,
    { exitCode: 2 },
  );
}
