/** Which family a folder of model files belongs to: by what it states, by its files' names, by what the files say of themselves, then by its name. */
import { basename } from "node:path";
import { SisterError } from "../../errors.js";
import { FAMILIES, familyNamed, type ModelFamily } from "./families.js";
import { findFile, readStatement, singleModel, STATEMENT, type ModelFiles } from "./model-files.js";
import { readOnnxMetadata } from "./onnx-file.js";

/** How to name a family, for messages. */
const NAME_IT = `write the family into its ${STATEMENT}, as in { "family": "zipformerCtc" }, one of ${FAMILIES.join(", ")}`;

/**
 * Decides the family.
 *
 * @param given a family's name, which then decides; the folder's sister-model.json may give it too
 * @throws SisterError (exit code 2) that says what to do if nothing tells, or the model is of no family that sherpa-onnx runs
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
    `no speech model is in ${files.dir}: it needs the .onnx files and tokens.txt of one of ${FAMILIES.join(", ")}; it holds ${files.names.slice(0, 8).join(", ") || "nothing"}`,
    { exitCode: 2 },
  );
}

function has(files: ModelFiles, pattern: RegExp): boolean {
  return files.names.some((name) => pattern.test(name));
}

function namedFamily(name: string, files: ModelFiles): ModelFamily {
  const family = familyNamed(name);
  if (family === "moonshine") return has(files, /^uncached_decode/) ? "moonshineV1" : "moonshineV2";
  // "zipformer" and "parakeet" are names of an encoder: transducers and CTC models have it.
  if (family === "transducer" && !has(files, /joiner/) && singleModel(files)) return "zipformerCtc";
  if (family === "nemoTransducer" && !has(files, /joiner/) && singleModel(files)) return "nemoCtc";
  if (family) return family;
  throw new SisterError(
    `"${name}" is no model family that Sister knows (${files.dir}): use one of ${FAMILIES.join(", ")}`,
    { exitCode: 2 },
  );
}

/** The family of a model in several files; null if it is in one. */
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

/** NeMo's say so in their metadata, or by their folder's name. */
function familyOfTransducer(files: ModelFiles): ModelFamily {
  const type = encoderType(files);
  if (/^EncDec/.test(type)) return "nemoTransducer";
  return type === "" && /nemo|parakeet/i.test(basename(files.dir)) ? "nemoTransducer" : "transducer";
}

/** The `model_type` of the encoder; "" if it has none. Throws if the encoder is of a streaming model: those have another library call. */
function encoderType(files: ModelFiles): string {
  const encoder = findFile(files, /encoder.*\.onnx$/) ?? "";
  const metadata = readOnnxMetadata(encoder);
  if (metadata?.has("decode_chunk_len")) {
    refuse(files, STREAMS);
  }
  return metadata?.get("model_type") ?? "";
}

/** Encoder and decoder without joiner. */
function familyOfPair(files: ModelFiles): ModelFamily {
  const type = encoderType(files);
  for (const mark of [type, basename(files.dir), ...files.names]) {
    if (/whisper/i.test(mark)) return "whisper";
    if (/canary|EncDecMultiTask/i.test(mark)) return "canary";
    if (/fire-?_?red/i.test(mark)) return "fireRedAsr";
    if (/cohere/i.test(mark)) return "cohereTranscribe";
    if (/dolphin/i.test(mark))
      refuse(files, "dolphin with an encoder and a decoder is not in sherpa-onnx 1.13: use its CTC model");
  }
  // Whisper's files are named after their size: "tiny.en-encoder.onnx".
  return "whisper";
}

/** What exporters write as `model_type`, and what folders are called. */
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
  // A file that says nothing of itself is as icefall exports zipformers: the other families need what they say.
  [/(^|[-_])ctc([-_]|$)/i, "zipformerCtc"],
];

/** Models for live sound have another interface in sherpa-onnx. */
const STREAMS = "it streams, and Sister gives models whole pieces";

/** Models that do something else. */
const OTHERS: readonly [RegExp, string][] = [
  [/streaming/i, STREAMS],
  [/(^|[-_])(vits|kokoro|matcha|kitten|piper|supertonic|zipvoice|tts)([-_]|$)/i, "it speaks, and does not listen"],
  [/punct/i, "it sets punctuation marks"],
  [/(^|[-_])(vad|silero)([-_]|$)/i, "it finds where a voice speaks"],
  [/audio-?tagging|(^|[-_])ced([-_]|$)/i, "it names sounds"],
  [/(^|[-_])kws([-_]|$)|keyword/i, "it waits for keywords"],
  [/3d-?speaker|wespeaker|pyannote|speaker/i, "it tells speakers apart"],
  [/gtcrn|dpdfnet|denois/i, "it takes noise out"],
];

function refuse(files: ModelFiles, why: string): never {
  throw new SisterError(
    `${files.dir} holds a model that Sister cannot transcribe with: ${why}; use a model of ${FAMILIES.join(", ")}`,
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
    throw new SisterError(`${model} is no ONNX model: it is damaged or was not downloaded whole; get it again`, {
      exitCode: 2,
    });
  const type = metadata.get("model_type") ?? "";
  for (const mark of [type, basename(files.dir), basename(model)]) {
    refuseOthers(mark, files);
    const known = MARKS.find(([pattern]) => pattern.test(mark));
    if (known) return known[1];
  }
  throw new SisterError(
    `the family of ${model} is not known from its files: name the folder after it, as in my-zipformer-ctc-en, or ${NAME_IT}`,
    { exitCode: 2 },
  );
}
