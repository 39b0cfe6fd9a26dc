/**
 * Models without weights that write fixed words for any input: the next token of a script follows each token.
 * sherpa-onnx runs them like real models of their families. They show that a family is configured correctly and how its
 * results are used.
 */
import { onnxModel, type Constant, type Node, type Value } from "./onnx-writer.js";

/** Tokens of all scripts by number. The blank is first. */
export const TOKENS = ["<blk>", "\u2581he", "llo", "\u2581wor", "ld", "<unk>"];
const SIZE = TOKENS.length;
/** "hello world". */
const SPOKEN = [1, 2, 3, 4];

export const tokenTable = (tokens: readonly string[]): string => tokens.map((token, i) => `${token} ${i}\n`).join("");

const float = (name: string, ...dims: (number | string)[]): Value => ({ name, type: "float32", dims });
const int64 = (name: string, ...dims: (number | string)[]): Value => ({ name, type: "int64", dims });
const int32 = (name: string, ...dims: (number | string)[]): Value => ({ name, type: "int32", dims });
const ints = (name: string, values: readonly number[], dims: readonly number[] = [values.length]): Constant => ({
  name,
  type: "int64",
  dims,
  values,
});

/** Values from -5 to 5 hold nearly all of the probability. */
const ON_OFF: Constant = { name: "off_on", type: "float32", dims: [2], values: [-5, 5] };
const oneHot = (indices: string, output: string): Node => ({
  op: "OneHot",
  inputs: [indices, "depth", "off_on"],
  outputs: [output],
});
const depth = (size: number): Constant => ints("depth", [size], []);

/** Maps each token to the next one in the chain, and other tokens to `end`. */
function chain(size: number, links: readonly number[], end: number): Constant {
  const next = new Array<number>(size).fill(end);
  for (const [i, token] of links.entries()) next[token] = links[i + 1] ?? end;
  return ints("next", next);
}

/** Most frames of a script. */
const FRAMES = 4000;

/** One token per frame: each of the words' tokens after a blank, from frame 10 on, `every` frames apart. */
function frames(tokens: readonly number[], every: number): number[] {
  const script = new Array<number>(FRAMES).fill(0);
  for (const [i, token] of tokens.entries()) script[10 + i * every] = token;
  return script;
}

/**
 * The layout of a CTC model's input: frames first, features first (NeMo), with a mask (MedASR), without lengths (tdnn),
 * with frames first in the output too (TeleSpeech), or raw samples.
 */
export type CtcLayout = "frames" | "features" | "masked" | "alone" | "rows" | "samples";

const CTC_INPUTS: Readonly<Record<CtcLayout, { inputs: Value[]; axis: number; hop: number }>> = {
  rows: { inputs: [float("x", "N", "T", "C")], axis: 1, hop: 4 },
  frames: { inputs: [float("x", "N", "T", "C"), int64("x_lens", "N")], axis: 1, hop: 4 },
  features: { inputs: [float("x", "N", "C", "T"), int64("x_lens", "N")], axis: 2, hop: 4 },
  masked: { inputs: [float("x", "N", "T", "C"), int64("mask", "N", "T")], axis: 1, hop: 4 },
  alone: { inputs: [float("x", "N", "T", "C")], axis: 1, hop: 4 },
  samples: { inputs: [float("x", "N", "T")], axis: 1, hop: 640 },
};

/** A CTC model: `log_probs` for every fourth frame. */
export function ctcModel(metadata: Readonly<Record<string, string | number>>, layout: CtcLayout = "frames"): Buffer {
  const { inputs, axis, hop } = CTC_INPUTS[layout];
  return onnxModel({
    metadata: { vocab_size: SIZE, subsampling_factor: 4, ...metadata },
    inputs,
    outputs: [float("log_probs", "A", "B", SIZE), ...(inputs.length > 1 ? [int64("log_probs_lens", 1)] : [])],
    constants: [
      ints("script", frames(SPOKEN, 5)),
      ints("hop", [hop]),
      ints("zero", [0]),
      ints("axis", [axis]),
      ints("batch", [layout === "rows" ? 1 : 0]),
      depth(SIZE),
      ON_OFF,
    ],
    nodes: [
      { op: "Shape", inputs: ["x"], outputs: ["shape"] },
      { op: "Gather", inputs: ["shape", "axis"], outputs: ["length"] },
      { op: "Div", inputs: ["length", "hop"], outputs: ["steps"] },
      { op: "Slice", inputs: ["script", "zero", "steps"], outputs: ["heard"] },
      { op: "Unsqueeze", inputs: ["heard", "batch"], outputs: ["heard_1"] },
      oneHot("heard_1", "log_probs"),
      ...(inputs.length > 1 ? [{ op: "Identity", inputs: ["steps"], outputs: ["log_probs_lens"] }] : []),
    ],
  });
}

export const PARAFORMER_TOKENS = [...TOKENS.slice(0, 5), "</s>", "\u4f60"];

/** A paraformer: all its tokens at once, and their number. */
export function paraformerModel(): Buffer {
  const size = PARAFORMER_TOKENS.length;
  const features = 560;
  return onnxModel({
    metadata: {
      model_type: "paraformer",
      vocab_size: size,
      lfr_window_size: 7,
      lfr_window_shift: 6,
      neg_mean: new Array<number>(features).fill(0).join(","),
      inv_stddev: new Array<number>(features).fill(1).join(","),
    },
    inputs: [float("speech", "N", "T", features), int32("speech_lengths", "N")],
    outputs: [float("logits", 1, "U", size), int32("token_num", 1)],
    constants: [
      ints("heard", [6, 6, 5], [1, 3]),
      { name: "count", type: "int32", dims: [1], values: [3] },
      depth(size),
      ON_OFF,
    ],
    nodes: [oneHot("heard", "logits"), { op: "Identity", inputs: ["count"], outputs: ["token_num"] }],
  });
}

export const SENSE_VOICE_TOKENS = [
  ...TOKENS,
  "<|zh|>",
  "<|en|>",
  "<|ja|>",
  "<|ko|>",
  "<|yue|>",
  "<|nospeech|>",
  "<|NEUTRAL|>",
  "<|Speech|>",
  "<|withitn|>",
];
const MARK = (token: string): number => SENSE_VOICE_TOKENS.indexOf(token);

/** A SenseVoice model: it marks the language with which it was opened, or Korean if it may decide. */
export function senseVoiceModel(): Buffer {
  const size = SENSE_VOICE_TOKENS.length;
  const languages = [MARK("<|ko|>"), MARK("<|zh|>"), MARK("<|en|>"), MARK("<|ja|>"), MARK("<|ko|>"), MARK("<|yue|>")];
  const features = 560;
  return onnxModel({
    metadata: {
      model_type: "sense_voice_ctc",
      vocab_size: size,
      lfr_window_size: 7,
      lfr_window_shift: 6,
      normalize_samples: 0,
      with_itn: 14,
      without_itn: 15,
      lang_auto: 0,
      lang_zh: 1,
      lang_en: 2,
      lang_ja: 3,
      lang_ko: 4,
      lang_yue: 5,
      neg_mean: new Array<number>(features).fill(0).join(","),
      inv_stddev: new Array<number>(features).fill(1).join(","),
      comment: "scripted",
    },
    inputs: [float("x", "N", "T", features), int32("x_length", "N"), int32("language", "N"), int32("text_norm", "N")],
    outputs: [float("logits", 1, "T2", size)],
    constants: [
      ints("script", [MARK("<|NEUTRAL|>"), MARK("<|Speech|>"), MARK("<|withitn|>"), ...frames(SPOKEN, 3)]),
      ints("marks", languages),
      ints("zero", [0]),
      ints("one", [1]),
      ints("three", [3]),
      depth(size),
      ON_OFF,
    ],
    nodes: [
      { op: "Shape", inputs: ["x"], outputs: ["shape"] },
      { op: "Gather", inputs: ["shape", "one"], outputs: ["length"] },
      { op: "Add", inputs: ["length", "three"], outputs: ["steps"] },
      { op: "Slice", inputs: ["script", "zero", "steps"], outputs: ["heard"] },
      { op: "Gather", inputs: ["marks", "language"], outputs: ["mark"] },
      { op: "Concat", inputs: ["mark", "heard"], outputs: ["all"], attributes: { axis: 0 } },
      { op: "Unsqueeze", inputs: ["all", "zero"], outputs: ["all_1"] },
      oneHot("all_1", "logits"),
    ],
  });
}

/** A transducer of icefall: encoder, decoder, joiner. */
export function transducerModels(): Record<"encoder.onnx" | "decoder.onnx" | "joiner.onnx", Buffer> {
  return {
    "encoder.onnx": everyFourthFrame({ model_type: "zipformer2", version: "1" }),
    "decoder.onnx": onnxModel({
      metadata: { vocab_size: SIZE, context_size: 2 },
      inputs: [int64("y", "N", 2)],
      outputs: [float("decoder_out", "N", SIZE)],
      constants: [ints("last", [1], []), chain(SIZE, [0, ...SPOKEN], 0), depth(SIZE), ON_OFF],
      nodes: [
        { op: "Gather", inputs: ["y", "last"], outputs: ["token"], attributes: { axis: 1 } },
        { op: "Gather", inputs: ["next", "token"], outputs: ["following"] },
        oneHot("following", "decoder_out"),
      ],
    }),
    "joiner.onnx": onnxModel({
      metadata: { joiner_dim: SIZE },
      inputs: [float("encoder_out", "N", 80), float("decoder_out", "N", SIZE)],
      outputs: [float("logit", "N", SIZE)],
      nodes: [{ op: "Identity", inputs: ["decoder_out"], outputs: ["logit"] }],
    }),
  };
}

function everyFourthFrame(metadata: Readonly<Record<string, string | number>>): Buffer {
  return onnxModel({
    metadata,
    inputs: [float("x", "N", "T", 80), int64("x_lens", "N")],
    outputs: [float("encoder_out", "N", "T2", 80), int64("encoder_out_lens", "N")],
    constants: [ints("zero", [0]), ints("most", [1e6]), ints("one", [1]), ints("four", [4]), ints("three", [3])],
    nodes: [
      { op: "Slice", inputs: ["x", "zero", "most", "one", "four"], outputs: ["encoder_out"] },
      { op: "Add", inputs: ["x_lens", "three"], outputs: ["more"] },
      { op: "Div", inputs: ["more", "four"], outputs: ["encoder_out_lens"] },
    ],
  });
}

/** NeMo's tokens have the blank last. */
export const NEMO_TOKENS = [...TOKENS.slice(1), "<blk>"];

/** A TDT transducer of NeMo like parakeet: each token lasts two frames of 80 ms. */
export function nemoTransducerModels(): Record<"encoder.onnx" | "decoder.onnx" | "joiner.onnx", Buffer> {
  const blank = SIZE - 1;
  const durations = 5;
  return {
    "encoder.onnx": onnxModel({
      metadata: {
        model_type: "EncDecRNNTBPEModel",
        vocab_size: SIZE - 1,
        subsampling_factor: 8,
        normalize_type: "",
        pred_rnn_layers: 1,
        pred_hidden: 2,
        feat_dim: 80,
        url: "parakeet-tdt",
      },
      inputs: [float("audio_signal", "B", 80, "T"), int64("length", "B")],
      outputs: [float("outputs", "B", 80, "T2"), int64("encoded_lengths", "B")],
      constants: [ints("zero", [0]), ints("most", [1e6]), ints("two", [2]), ints("eight", [8]), ints("seven", [7])],
      nodes: [
        { op: "Slice", inputs: ["audio_signal", "zero", "most", "two", "eight"], outputs: ["outputs"] },
        { op: "Add", inputs: ["length", "seven"], outputs: ["more"] },
        { op: "Div", inputs: ["more", "eight"], outputs: ["encoded_lengths"] },
      ],
    }),
    "decoder.onnx": onnxModel({
      inputs: [int32("targets", "B", "U"), int32("target_length", "B"), float("s0", 1, "B", 2), float("s1", 1, "B", 2)],
      outputs: [
        float("outputs", "B", SIZE, "U"),
        int32("prednet_lengths", "B"),
        float("s0_next", 1, "B", 2),
        float("s1_next", 1, "B", 2),
      ],
      constants: [chain(SIZE, [blank, 0, 1, 2, 3], blank), depth(SIZE), ON_OFF],
      nodes: [
        { op: "Gather", inputs: ["next", "targets"], outputs: ["following"] },
        oneHot("following", "each"),
        { op: "Transpose", inputs: ["each"], outputs: ["outputs"], attributes: { perm: [0, 2, 1] } },
        { op: "Identity", inputs: ["target_length"], outputs: ["prednet_lengths"] },
        { op: "Identity", inputs: ["s0"], outputs: ["s0_next"] },
        { op: "Identity", inputs: ["s1"], outputs: ["s1_next"] },
      ],
    }),
    "joiner.onnx": onnxModel({
      inputs: [float("encoder_outputs", "B", 80, "T"), float("decoder_outputs", "B", SIZE, "U")],
      outputs: [float("outputs", "B", "T", "U", SIZE + durations)],
      constants: [
        { name: "lasts", type: "float32", dims: [1, 1, 1, durations], values: [0, 0, 5, 0, 0] },
        ints("one", [1]),
      ],
      nodes: [
        { op: "Transpose", inputs: ["decoder_outputs"], outputs: ["tokens"], attributes: { perm: [0, 2, 1] } },
        { op: "Unsqueeze", inputs: ["tokens", "one"], outputs: ["tokens_4"] },
        { op: "Concat", inputs: ["tokens_4", "lasts"], outputs: ["outputs"], attributes: { axis: 3 } },
      ],
    }),
  };
}
