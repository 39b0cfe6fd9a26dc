/** Detects the family of a model folder: by its statement, its file names, its metadata, and then its own name. */
import { basename } from "node:path";
import { SisterError } from "../../errors.js";
import { FAMILIES, familyNamed, type ModelFamily } from "./families.js";
import { findFile, readStatement, singleModel, STATEMENT, type ModelFiles } from "./model-files.js";
import { readOnnxMetadata } from "./onnx-file.js";

/** How to state a family, for messages. */
const NAME_IT = `state the family in its ${STATEMENT}, as in { "family": "zipformerCtc" }, one of ${FAMILIES.join(", ")}`;

/**
 * Detects the family.
 *
 * @param given the name of a family, which then decides; sister-model.json in the folder may state it too
 * @throws SisterError (exit code 2) that says what to do if the family is unknown, or if sherpa-onnx cannot run the
 * model
 */
export function detectFamily(files: ModelFiles, given?: string): ModelFamily {
  const name = given ?? readStatement(files).family;
  if (name !== undefined) return namedFamily(name, files);
  const family = familyOfParts(files);
  if (family) {
    if (/streaming/i.test(basename(files.dir))) refuse(files, STREAMS);
    return family;
  }
  const model = singleModel(files);
  if (model) return familyOfSingle(model, files);
  throw new SisterError(
    `${files.dir} contains no speech model: it needs the .onnx files and tokens.txt of one of ${FAMILIES.join(", ")}; it contains ${files.names.slice(0, 8).join(", ") || "nothing"}`,
    { exitCode: 2 },
  );
}

function has(files: ModelFiles, pattern: RegExp): boolean {
  return files.names.some((name) => pattern.test(name));
}

function namedFamily(name: string, files: ModelFiles): ModelFamily {
  const family = familyNamed(name);
  if (family === "moonshine") return has(files, /^uncached_decode/) ? "moonshineV1" : "moonshineV2";
  // "zipformer" and "parakeet" name an encoder, which both transducers and CTC models have.
  if (family === "transducer" && !has(files, /joiner/) && singleModel(files)) return "zipformerCtc";
  if (family === "nemoTransducer" && !has(files, /joiner/) && singleModel(files)) return "nemoCtc";
  if (family) return family;
  throw new SisterError(`"${name}" is not a known model family (${files.dir}): use one of ${FAMILIES.join(", ")}`, {
    exitCode: 2,
  });
}

/** The family of a model in several files. Null if the model is one file. */
function familyOfParts(files: ModelFiles): ModelFamily | null {
  if (has(files, /^encoder_?adaptor.*\.onnx$/) && has(files, /^llm.*\.onnx$/)) return "funasrNano";
  if (has(files, /^conv_frontend.*\.onnx$/)) return "qwen3Asr";
  if (has(files, /^encoder_model.*\.(ort|onnx)$/) && has(files, /^decoder_model_merged.*\.(ort|onnx)$/)) {
    return "moonshineV2";
  }
  if (has(files, /^preprocess.*\.onnx$/) && has(files, /^uncached_decode/)) return "moonshineV1";
  if (!has(files, /encoder.*\.onnx$/) || !has(files, /decoder.*\.onnx$/)) return null;
  if (has(files, /joiner.*\.onnx$/)) return familyOfTransducer(files);
  return has(files, /tokens\.txt$/) ? familyOfPair(files) : null;
}

/** NeMo transducers are recognized by their metadata or by the name of their folder. */
function familyOfTransducer(files: ModelFiles): ModelFamily {
  const type = encoderType(files);
  if (/^EncDec/.test(type)) return "nemoTransducer";
  return type === "" && /nemo|parakeet/i.test(basename(files.dir)) ? "nemoTransducer" : "transducer";
}

/**
 * The `model_type` of the encoder, or "". Throws for the encoder of a streaming model, which needs another library
 * call.
 */
function encoderType(files: ModelFiles): string {
  const encoder = findFile(files, /encoder.*\.onnx$/) ?? "";
  const metadata = readOnnxMetadata(encoder);
  if (metadata?.has("decode_chunk_len")) {
    refuse(files, STREAMS);
  }
  return metadata?.get("model_type") ?? "";
}

/** The family of a model with encoder and decoder, but without joiner. */
function familyOfPair(files: ModelFiles): ModelFamily {
  const type = encoderType(files);
  for (const mark of [type, basename(files.dir), ...files.names]) {
    if (/whisper/i.test(mark)) return "whisper";
    if (/canary|EncDecMultiTask/i.test(mark)) return "canary";
    if (/fire-?_?red/i.test(mark)) return "fireRedAsr";
    if (/cohere/i.test(mark)) return "cohereTranscribe";
    if (/dolphin/i.test(mark))
      refuse(files, "sherpa-onnx 1.13 does not support dolphin with encoder and decoder: use its CTC model");
  }
  // Whisper's files are named after their size: "tiny.en-encoder.onnx".
  return "whisper";
}

/** Values of `model_type` and names of folders. */
const MARKS: readonly [RegExp, ModelFamily][] = [
  [/zipformer2?_?-?ctc|icefall.*ctc/i, "zipformerCtc"],
  [/tele-?_?speech/i, "teleSpeechCtc"],
  [/fire-?_?red.*ctc/i, "fireRedAsrCtc"],
  [/omnilingual/i, "omnilingual"],
  [/med-?_?asr/i, "medasr"],
  [/EncDecCTC|EncDecHybrid|nemo.*ctc|parakeet.*ctc|giga-?am.*ctc/i, "nemoCtc"],
  [/wenet(?!speech)/i, "wenetCtc"],
  [/paraformer/i, "paraformer"],
  [/sense_?-?voice/i, "senseVoice"],
  [/dolphin/i, "dolphin"],
  [/tdnn/i, "tdnn"],
  // A file without metadata is a zipformer as icefall exports it: the other families need their metadata.
  [/(^|[-_])ctc([-_]|$)/i, "zipformerCtc"],
];

/** Streaming models have another interface in sherpa-onnx. */
const STREAMS = "it is a streaming model, and Sister needs models for whole segments";

/** Models for other tasks. */
const OTHERS: readonly [RegExp, string][] = [
  [/streaming/i, STREAMS],
  [/(^|[-_])(vits|kokoro|matcha|kitten|piper|supertonic|zipvoice|tts)([-_]|$)/i, "it synthesizes speech"],
  [/punct/i, "it adds punctuation"],
  [/(^|[-_])(vad|silero)([-_]|$)/i, "it detects voice"],
  [/audio-?tagging|(^|[-_])ced([-_]|$)/i, "it classifies sounds"],
  [/(^|[-_])kws([-_]|$)|keyword/i, "it detects keywords"],
  [/3d-?speaker|wespeaker|pyannote|speaker/i, "it distinguishes speakers"],
  [/gtcrn|dpdfnet|denois/i, "it removes noise"],
];

function refuse(files: ModelFiles, why: string): never {
  throw new SisterError(
    `${files.dir} contains a model that cannot transcribe: ${why}; use a model of ${FAMILIES.join(", ")}`,
    {
      exitCode: 2,
    },
  );
}

function refuseOthers(mark: string, files: ModelFiles): void {
  const other = OTHERS.find(([pattern]) => pattern.test(mark));
  if (other) refuse(files, other[1]);
}

function familyOfSingle(model: string, files: ModelFiles): ModelFamily {
  const metadata = readOnnxMetadata(model);
  if (!metadata)
    throw new SisterError(`${model} is not an ONNX model: it is damaged or incomplete; download it again`, {
      exitCode: 2,
    });
  const type = metadata.get("model_type") ?? "";
  for (const mark of [type, basename(files.dir), basename(model)]) {
    refuseOthers(mark, files);
    const known = MARKS.find(([pattern]) => pattern.test(mark));
    if (known) return known[1];
  }
  throw new SisterError(
    `the files of ${model} do not show its family: name the folder after the family, as in my-zipformer-ctc-en, or ${NAME_IT}`,
    { exitCode: 2 },
  );
}
