/** The weights of Moonshine's encoder, found in its published file: see encoder-graph.ts. Pure. */
import { readModel } from "./onnx-file.js";
import { ifKnown, WeightFinder, type ByteMatrix } from "./weight-finder.js";

export interface Convolution {
  /** [outputs, inputs, length]. */
  shape: readonly number[];
  weights: Float32Array;
}

export interface EncoderLayer {
  /** Weights of the norms before the attention and before the feed-forward part. */
  norms: [Float32Array, Float32Array];
  query: ByteMatrix;
  key: ByteMatrix;
  value: ByteMatrix;
  dense: ByteMatrix;
  up: ByteMatrix & { bias: Float32Array };
  down: ByteMatrix & { bias: Float32Array };
}

export interface EncoderWeights {
  width: number;
  heads: number;
  /** The term that the norms add to the variance. */
  epsilon: number;
  /** The first convolution has no bias. */
  convolutions: [Convolution, Convolution & { bias: Float32Array }, Convolution & { bias: Float32Array }];
  /** Factors and summands of the norm after the first convolution. */
  groupNorm: { weights: Float32Array; bias: Float32Array };
  layers: EncoderLayer[];
  lastNorm: Float32Array;
  /** See `DecoderWeights.turns`. */
  turns: Float32Array;
}

/** Reads the weights of an `encoder_model.onnx`; see `readDecoderWeights`. */
export function readEncoderWeights(file: Uint8Array): EncoderWeights | null {
  const { nodes, tensors } = readModel(file);
  return ifKnown(() => weightsOf(new WeightFinder(nodes, tensors)));
}

function weightsOf(find: WeightFinder): EncoderWeights {
  const count = find.count("/self_attn/q_proj/MatMul_quant");
  const [width = 0] = find.constant("/layers.0/self_attn/q_proj/MatMul_quant", 1).shape;
  const heads = find.constant("/layers.0/self_attn/Concat", 2).integers[0] ?? 0;
  const epsilon = find.constant("/layer_norm/Add", 1).floats[0] ?? 0;
  const turns = find.constant("/rotary_emb/MatMul", 0).floats;
  find.expect(epsilon > 0 && heads > 0 && width % heads === 0 && 2 * turns.length <= width / heads, "sizes");
  find.expect(find.has("/Tanh") && find.has("/Erf") && find.has("/Erf_1"), "activations");
  const layers = Array.from({ length: count }, (_, i): EncoderLayer => {
    const path = `/layers.${i}`;
    find.expect(find.has(`${path}/mlp/activation_fn/Erf`), path);
    const inside = find.constant(`${path}/mlp/fc2/MatMul_quant`, 1).shape[0] ?? 0;
    return {
      norms: [find.norm(`${path}/input_layernorm`, width), find.norm(`${path}/post_attention_layernorm`, width)],
      query: find.matrix(`${path}/self_attn/q_proj`, width, width),
      key: find.matrix(`${path}/self_attn/k_proj`, width, width),
      value: find.matrix(`${path}/self_attn/v_proj`, width, width),
      dense: find.matrix(`${path}/self_attn/dense`, width, width),
      up: find.biased(`${path}/mlp/fc1`, width, inside),
      down: find.biased(`${path}/mlp/fc2`, inside, width),
    };
  });
  const second = convolution(find, 2, [2 * width, width, 7]);
  const third = convolution(find, 3, [width, 2 * width, 3]);
  return {
    width,
    heads,
    epsilon,
    convolutions: [
      convolution(find, 1, [width, 1, 127]),
      { ...second, bias: find.floats("/conv2/Conv", 2, 2 * width) },
      { ...third, bias: find.floats("/conv3/Conv", 2, width) },
    ],
    groupNorm: { weights: find.floats("/groupnorm/Mul", 1, width), bias: find.floats("/groupnorm/Add", 1, width) },
    layers,
    lastNorm: find.norm("/layer_norm", width),
    turns,
  };
}

/** Weights that are stored as signed bytes and used as floats. */
function convolution(find: WeightFinder, number: number, shape: readonly number[]): Convolution {
  const name = `conv${number}.weight`;
  const { shape: found, bytes } = find.tensor(`${name}_quantized`);
  const [scale = 0] = find.tensor(`${name}_scale`).floats;
  const [summand = 0] = find.tensor(`${name}_zero_point`).floats;
  find.expect(found.join() === shape.join() && bytes.length === shape.reduce((a, b) => a * b), name);
  const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return { shape, weights: Float32Array.from(signed, (byte) => byte * scale + summand) };
}
