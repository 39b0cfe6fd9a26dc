/** Scripted models (scripted-models.ts) with an encoder and a decoder, such as whisper and canary. */
import { onnxModel, type Constant, type Graph, type Node, type Value } from "./onnx-writer.js";

const float = (name: string, ...dims: (number | string)[]): Value => ({ name, type: "float32", dims });
const int64 = (name: string, ...dims: (number | string)[]): Value => ({ name, type: "int64", dims });
const ints = (name: string, values: readonly number[], dims: readonly number[] = [values.length]): Constant => ({
  name,
  type: "int64",
  dims,
  values,
});

/** Logits after each token: those of the next token in the chain, or of `end`. */
function following(
  tokens: string,
  output: string,
  size: number,
  links: ReadonlyMap<number, number>,
  end: number,
): Pick<Graph, "nodes" | "constants"> {
  const next = Array.from({ length: size }, (_, token) => links.get(token) ?? end);
  return {
    constants: [
      ints("next", next),
      ints("depth", [size], []),
      { name: "off_on", type: "float32", dims: [2], values: [-5, 5] },
    ],
    nodes: [
      { op: "Gather", inputs: ["next", tokens], outputs: ["following"] },
      { op: "OneHot", inputs: ["following", "depth", "off_on"], outputs: [output] },
    ],
  };
}

const links = (...chains: readonly number[][]): Map<number, number> =>
  new Map(chains.flatMap((chain) => chain.slice(1).map((token, i): [number, number] => [chain[i] ?? 0, token])));

const WORDS = [" hello", " world", " again"];
const AT = {
  eot: 5,
  sot: 6,
  en: 7,
  de: 8,
  jw: 9,
  translate: 10,
  transcribe: 11,
  noSpeech: 14,
  noTimestamps: 15,
  time: (seconds: number): number => 16 + Math.round(seconds * 50),
};
const WHISPER_SIZE = 16 + 1501;

const nothing = (name: string, dims: readonly number[]): Constant => ({
  name,
  type: "float32",
  dims,
  values: new Array<number>(dims.reduce((product, dim) => product * dim, 1)).fill(0),
});

/** An encoder that passes nothing to its decoder. */
function emptyEncoder(inputs: readonly Value[], cross: readonly number[], metadata: Graph["metadata"]): Buffer {
  return onnxModel({
    ...(metadata ? { metadata } : {}),
    inputs,
    outputs: [float("n_layer_cross_k", ...cross), float("n_layer_cross_v", ...cross)],
    constants: [nothing("k", cross), nothing("v", cross)],
    nodes: [
      { op: "Identity", inputs: ["k"], outputs: ["n_layer_cross_k"] },
      { op: "Identity", inputs: ["v"], outputs: ["n_layer_cross_v"] },
    ],
  });
}

/** A decoder whose caches stay empty. */
function decoderOf(
  size: number,
  next: ReadonlyMap<number, number>,
  end: number,
  cross: readonly number[],
  cache: readonly (number | string)[],
  offset: readonly number[] = [1],
): Buffer {
  const script = following("tokens", "logits", size, next, end);
  return onnxModel({
    inputs: [
      int64("tokens", "N", "L"),
      float("in_k", ...cache),
      float("in_v", ...cache),
      float("n_layer_cross_k", ...cross),
      float("n_layer_cross_v", ...cross),
      int64("offset", ...offset),
    ],
    outputs: [float("logits", "N", "L", size), float("out_k", ...cache), float("out_v", ...cache)],
    ...script,
    nodes: [
      ...script.nodes,
      ...["k", "v"].map((part): Node => ({ op: "Identity", inputs: [`in_${part}`], outputs: [`out_${part}`] })),
    ],
  });
}

/**
 * A multilingual whisper that detects German in any sound: "hello world" in its first second, "again" from 1.5 to 2 s.
 */
export function whisperModels(): Record<string, Buffer | string> {
  const { eot, sot, en, de, jw, translate, transcribe, noSpeech, noTimestamps, time } = AT;
  const cross = [1, 1, 1, 4];
  const next = links([sot, de], [transcribe, time(0), 0, 1, time(1), time(1.5), 2, time(2), eot], [noTimestamps, 0]);
  return {
    "made-encoder.onnx": emptyEncoder([float("mel", "N", 80, "T")], cross, {
      model_type: "whisper-made",
      n_mels: 80,
      n_text_layer: 1,
      n_text_ctx: 448,
      n_text_state: 4,
      n_vocab: WHISPER_SIZE,
      sot,
      eot,
      blank_id: 4,
      translate,
      transcribe,
      is_multilingual: 1,
      no_timestamps: noTimestamps,
      no_speech: noSpeech,
      sot_sequence: [sot, en, transcribe].join(","),
      all_language_tokens: [en, de, jw].join(","),
      all_language_codes: "en,de,jw",
    }),
    "made-decoder.onnx": decoderOf(WHISPER_SIZE, next, eot, cross, [1, 1, 448, 4]),
    "made-tokens.txt": WORDS.map((word, i) => `${Buffer.from(word).toString("base64")} ${i}\n`).join(""),
  };
}

const table = (tokens: readonly string[]): string => tokens.map((token, i) => `${token} ${i}\n`).join("");

const FIRE_RED_TOKENS = ["<blank>", "<unk>", "<pad>", "<sos>", "<eos>", "\u4f60", "\u597d"];

/** A FireRedASR with an attention decoder: two characters. */
export function fireRedModels(): Record<string, Buffer | string> {
  const cross = [1, 1, 1, 4];
  return {
    "encoder.onnx": emptyEncoder([float("x", "N", "T", 80), int64("x_lengths", "N")], cross, {
      model_type: "fire-red-asr",
      num_decoder_layers: 1,
      num_head: 1,
      head_dim: 4,
      sos: 3,
      eos: 4,
      max_len: 16,
      cmvn_mean: new Array<number>(80).fill(0).join(","),
      cmvn_inv_stddev: new Array<number>(80).fill(1).join(","),
    }),
    "decoder.onnx": decoderOf(FIRE_RED_TOKENS.length, links([3, 5, 6, 4]), 4, cross, [1, 1, "M", 1, 4]),
    "tokens.txt": table(FIRE_RED_TOKENS),
  };
}

const PROMPT = [
  "<|startofcontext|>",
  "<|startoftranscript|>",
  "<|emo:undefined|>",
  "<|en|>",
  "<|de|>",
  "<|pnc|>",
  "<|nopnc|>",
  "<|itn|>",
  "<|noitn|>",
  "<|notimestamp|>",
  "<|nodiarize|>",
];
const COHERE_TOKENS = ["<|endoftext|>", ...PROMPT, "\u2581he", "llo", "\u2581wor", "ld"];

/** A Cohere model, which takes the language with each piece. */
export function cohereModels(): Record<string, Buffer | string> {
  const cross = [1, 1, 1, 4];
  const at = (token: string): number => COHERE_TOKENS.indexOf(token);
  const first = at("\u2581he");
  return {
    "encoder.onnx": emptyEncoder([float("mel", "N", 128, "T")], cross, { model_type: "cohere-transcribe-03-2026" }),
    "decoder.onnx": decoderOf(
      COHERE_TOKENS.length,
      links([at("<|nodiarize|>"), first, first + 1, first + 2, first + 3, 0]),
      0,
      cross,
      [1, 1, 1, 64, 4],
      [],
    ),
    "tokens.txt": table(COHERE_TOKENS),
  };
}

const MOONSHINE_TOKENS = ["<unk>", "<s>", "</s>", "\u2581he", "llo", "\u2581wor", "ld"];

/** The four files of a first-version Moonshine. */
export function moonshineModels(): Record<string, Buffer | string> {
  const size = MOONSHINE_TOKENS.length;
  const script = following("token", "logits", size, links([1, 3, 4, 5, 6, 2]), 2);
  const decoder = (cached: boolean): Buffer =>
    onnxModel({
      inputs: [
        { name: "token", type: "int32", dims: [1, 1] },
        float("encoder_out", 1, "T", 1),
        { name: "seq_len", type: "int32", dims: [1] },
        ...(cached ? [float("state", 1)] : []),
      ],
      outputs: [float("logits", 1, 1, size), float("next_state", 1)],
      constants: [...(script.constants ?? []), nothing("empty", [1])],
      nodes: [...script.nodes, { op: "Identity", inputs: [cached ? "state" : "empty"], outputs: ["next_state"] }],
    });
  return {
    "preprocess.onnx": onnxModel({
      inputs: [float("audio", 1, "S")],
      outputs: [float("features", 1, "T", 1)],
      constants: [ints("zero", [0]), ints("most", [1e9]), ints("one", [1]), ints("hop", [384]), ints("two", [2])],
      nodes: [
        { op: "Slice", inputs: ["audio", "zero", "most", "one", "hop"], outputs: ["sparse"] },
        { op: "Unsqueeze", inputs: ["sparse", "two"], outputs: ["features"] },
      ],
    }),
    "encode.onnx": onnxModel({
      inputs: [float("features", 1, "T", 1), { name: "features_len", type: "int32", dims: [1] }],
      outputs: [float("encoder_out", 1, "T", 1)],
      nodes: [{ op: "Identity", inputs: ["features"], outputs: ["encoder_out"] }],
    }),
    "uncached_decode.onnx": decoder(false),
    "cached_decode.onnx": decoder(true),
    "tokens.txt": table(MOONSHINE_TOKENS),
  };
}

const CANARY_TOKENS = [
  "<|endoftext|>",
  "<|startofcontext|>",
  "<|startoftranscript|>",
  "<|emo:undefined|>",
  "<|en|>",
  "<|es|>",
  "<|de|>",
  "<|fr|>",
  "<|pnc|>",
  "<|nopnc|>",
  "<|noitn|>",
  "<|notimestamp|>",
  "<|nodiarize|>",
  "\u2581he",
  "llo",
  "\u2581wor",
  "ld",
];

/** A canary that writes "hello world" for every language. */
export function canaryModels(): Record<string, Buffer | string> {
  const size = CANARY_TOKENS.length;
  const told = CANARY_TOKENS.indexOf("<|nodiarize|>");
  const script = following("token", "logits", size, links([told, 13, 14, 15, 16, 0]), 0);
  return {
    "encoder.onnx": onnxModel({
      metadata: {
        model_type: "EncDecMultiTaskModel",
        vocab_size: size,
        normalize_type: "",
        subsampling_factor: 8,
        feat_dim: 80,
        num_decoder_layers: 1,
        decoder_hidden_size: 1,
      },
      inputs: [float("audio_signal", 1, "T", 80), int64("length", 1)],
      outputs: [float("encoder_states", 1, "T2", 80), int64("encoded_len", 1), float("enc_mask", 1, "T3")],
      constants: [
        ints("zero", [0]),
        ints("most", [1e6]),
        ints("one", [1]),
        ints("eight", [8]),
        { name: "mask", type: "float32", dims: [1, 1], values: [1] },
      ],
      nodes: [
        { op: "Slice", inputs: ["audio_signal", "zero", "most", "one", "eight"], outputs: ["encoder_states"] },
        { op: "Div", inputs: ["length", "eight"], outputs: ["encoded_len"] },
        { op: "Identity", inputs: ["mask"], outputs: ["enc_mask"] },
      ],
    }),
    "decoder.onnx": onnxModel({
      inputs: [
        { name: "decoder_input_ids", type: "int32", dims: [1, 2] },
        float("in_state", 1, "L", 1),
        float("encoder_states", 1, "T2", 80),
        float("enc_mask", 1, "T3"),
      ],
      outputs: [float("logits", 1, 1, size), float("out_state", 1, "L", 1)],
      constants: [...(script.constants ?? []), ints("first", [0])],
      nodes: [
        { op: "Gather", inputs: ["decoder_input_ids", "first"], outputs: ["token"], attributes: { axis: 1 } },
        ...script.nodes,
        { op: "Identity", inputs: ["in_state"], outputs: ["out_state"] },
      ],
    }),
    "tokens.txt": table(CANARY_TOKENS),
  };
}
