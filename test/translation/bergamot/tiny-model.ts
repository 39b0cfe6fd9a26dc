/**
 * A translation model in the real formats of marian and SentencePiece, small and with random weights: it loads and it translates, into nonsense. Equal
 * calls make equal files.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Sizes of the transformer. The wasm multiplies blocks of 8. */
const [WIDTH, INNER] = [16, 32];
const PIECES = [
  ..."▁ abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,?!'-".replace(" ", ""),
  ..."▁rumah ▁besar ▁dan ▁yang ▁ini ▁itu ▁hari ▁baik ▁kota ▁sungai ▁merah ▁buku ▁air ▁pagi ▁malam ▁jalan ▁anak ▁orang".split(
    " ",
  ),
];

/** Writes model.bin, lex.bin and vocab.spm into a folder, and makes the folder. */
export function writeTinyModel(folder: string, { seed = 1 } = {}): void {
  mkdirSync(folder, { recursive: true });
  const vocabulary = vocabularyPieces();
  writeFileSync(join(folder, "model.bin"), marianModel(vocabulary.length, seed));
  writeFileSync(join(folder, "vocab.spm"), sentencePieceModel(vocabulary));
  writeFileSync(join(folder, "lex.bin"), shortlist(vocabulary.length));
}

interface Piece {
  text: string;
  /** 1 normal, 2 unknown, 3 control. */
  type: 1 | 2 | 3;
}

/** Marian wants the end of a sentence as 0 and the unknown word as 1. */
function vocabularyPieces(): Piece[] {
  const pieces: Piece[] = [
    { text: "</s>", type: 3 },
    { text: "<unk>", type: 2 },
    ...PIECES.map((text) => ({ text, type: 1 as const })),
  ];
  while (pieces.length % 8 !== 0) pieces.push({ text: `▁x${pieces.length}`, type: 1 });
  return pieces;
}

/** sentencepiece_model.proto: pieces (1), trainer (2), normalizer (3). */
function sentencePieceModel(pieces: readonly Piece[]): Buffer {
  const piece = ({ text, type }: Piece, i: number): Buffer => {
    const score = Buffer.alloc(4);
    score.writeFloatLE(type === 1 ? -i / 10 : 0);
    return Buffer.concat([bytesField(1, Buffer.from(text)), tag(2, 5), score, numberField(3, type)]);
  };
  const trainer = Buffer.concat([
    numberField(3, 1),
    numberField(4, pieces.length),
    numberField(40, 1),
    // Marian has no begin of a sentence and no padding: -1.
    numberField(41, -1n),
    numberField(42, 0),
    numberField(43, -1n),
  ]);
  const normalizer = bytesField(1, Buffer.from("identity"));
  return Buffer.concat([
    ...pieces.map((one, i) => bytesField(1, piece(one, i))),
    bytesField(2, trainer),
    bytesField(3, normalizer),
  ]);
}

function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}
const tag = (field: number, kind: number): Buffer => varint((field << 3) | kind);
const numberField = (field: number, value: number | bigint): Buffer => Buffer.concat([tag(field, 0), varint(value)]);
const bytesField = (field: number, bytes: Buffer): Buffer =>
  Buffer.concat([tag(field, 2), varint(bytes.length), bytes]);

/** marian/src/data/shortlist.h: a header of six numbers, the offset of each word's list, the lists. Here every word may follow every word. */
function shortlist(words: number): Buffer {
  const numbers = [0xf11a48d5013417f5n, 0n, BigInt(words), BigInt(words), BigInt(words + 1), 0n];
  return u64([...numbers, ...Array.from({ length: words + 1 }, () => 0n)]);
}

interface Item {
  name: string;
  /** marian/src/common/types.h. */
  type: number;
  shape: readonly number[];
  bytes: Buffer;
}

const [FLOAT32, INT8] = [0x0404, 0x0101];

/** marian/src/common/binary.cpp: version, headers, names, shapes, padding, values. */
function marianModel(words: number, seed: number): Buffer {
  const items = [configItem(words), ...parameters(words, seed)];
  const names = items.map(({ name }) => Buffer.from(`${name}\0`));
  const headers = items.flatMap(({ type, shape, bytes }, i) => [
    BigInt(names[i]?.length ?? 0),
    BigInt(type),
    BigInt(shape.length),
    BigInt(bytes.length),
  ]);
  const shapes = Buffer.from(Int32Array.from(items.flatMap(({ shape }) => [...shape])).buffer);
  const head = Buffer.concat([u64([1n, BigInt(items.length), ...headers]), ...names, shapes]);
  // Values begin at a multiple of 256 bytes.
  const padding = (256 - ((head.length + 8) % 256)) % 256;
  return Buffer.concat([head, u64([BigInt(padding)]), Buffer.alloc(padding), ...items.map(({ bytes }) => bytes)]);
}

function configItem(words: number): Item {
  const config = {
    version: "v1.10.0",
    type: "transformer",
    "dim-emb": WIDTH,
    "dim-vocabs": `[${words}, ${words}]`,
    "enc-depth": 1,
    "dec-depth": 1,
    "dec-cell": "ssru",
    "dec-cell-base-depth": 2,
    "dec-cell-high-depth": 1,
    "enc-cell": "gru",
    "enc-cell-depth": 1,
    "enc-type": "bidirectional",
    "transformer-heads": 2,
    "transformer-dim-ffn": INNER,
    "transformer-ffn-depth": 2,
    "transformer-decoder-dim-ffn": 0,
    "transformer-decoder-ffn-depth": 0,
    "transformer-ffn-activation": "relu",
    "transformer-decoder-autoreg": "rnn",
    "transformer-dim-aan": INNER,
    "transformer-aan-depth": 2,
    "transformer-aan-activation": "swish",
    "transformer-aan-nogate": "false",
    "transformer-depth-scaling": "false",
    "transformer-guided-alignment-layer": "last",
    "transformer-no-bias": "false",
    "transformer-no-affine": "false",
    "transformer-no-projection": "true",
    "transformer-postprocess": "dan",
    "transformer-postprocess-emb": "d",
    "transformer-postprocess-top": '""',
    "transformer-preprocess": '""',
    "transformer-pool": "false",
    "transformer-rnn-projection": "false",
    "transformer-tied-layers": "[]",
    "transformer-train-position-embeddings": "false",
    "tied-embeddings": "false",
    "tied-embeddings-all": "true",
    "tied-embeddings-src": "false",
    "bert-train-type-embeddings": "true",
    "bert-type-vocab-size": 2,
    "factors-combine": "sum",
    "factors-dim-emb": 0,
    "lemma-dependency": '""',
    "lemma-dim-emb": 0,
    "input-types": "[]",
    "layer-normalization": "false",
    "right-left": "false",
    "output-omit-bias": "false",
    ulr: "false",
    "ulr-dim-emb": 0,
    "ulr-trainable-transformation": "false",
    skip: "false",
    "max-length": 100,
  };
  const yaml = Object.entries(config)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
  const bytes = Buffer.from(`${yaml}\0`);
  return { name: "special:model.yml", type: INT8, shape: [bytes.length], bytes };
}

function parameters(words: number, seed: number): Item[] {
  let state = seed;
  // A linear congruential generator, in [-1, 1): weights must not depend on the machine.
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const tensor = (name: string, shape: readonly [number, number], value: () => number = random): Item => ({
    name,
    type: FLOAT32,
    shape,
    bytes: Buffer.from(Float32Array.from({ length: shape[0] * shape[1] }, value).buffer),
  });
  const zeros = (): number => 0;
  const norm = (name: string): Item[] => [
    tensor(`${name}_ln_scale`, [1, WIDTH], () => 1),
    tensor(`${name}_ln_bias`, [1, WIDTH], zeros),
  ];
  const attention = (name: string): Item[] => [
    ...["q", "k", "v"].flatMap((part) => [
      tensor(`${name}_W${part}`, [WIDTH, WIDTH]),
      tensor(`${name}_b${part}`, [1, WIDTH], zeros),
    ]),
    ...norm(`${name}_Wo`),
  ];
  const feedForward = (name: string): Item[] => [
    tensor(`${name}_W1`, [WIDTH, INNER]),
    tensor(`${name}_b1`, [1, INNER], zeros),
    tensor(`${name}_W2`, [INNER, WIDTH]),
    tensor(`${name}_b2`, [1, WIDTH], zeros),
    ...norm(`${name}_ffn`),
  ];
  return [
    tensor("Wemb", [words, WIDTH]),
    tensor("decoder_ff_logit_out_b", [1, words], zeros),
    ...attention("encoder_l1_self"),
    ...feedForward("encoder_l1_ffn"),
    tensor("decoder_l1_rnn_W", [WIDTH, WIDTH]),
    tensor("decoder_l1_rnn_Wf", [WIDTH, WIDTH]),
    tensor("decoder_l1_rnn_bf", [1, WIDTH], zeros),
    ...norm("decoder_l1_rnn_ffn"),
    ...attention("decoder_l1_context"),
    ...feedForward("decoder_l1_ffn"),
  ];
}

function u64(values: readonly bigint[]): Buffer {
  return Buffer.from(BigUint64Array.from(values).buffer);
}
