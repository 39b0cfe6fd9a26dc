/**
 * The weights of Moonshine's decoder, found in its published file by the names that its exporter gave to the nodes. The file computes one token at
 * about a third of the speed that its weights allow: see decoder-graphs.ts. Pure.
 */
import { readModel, type OnnxNode, type OnnxTensor } from "./onnx-file.js";

/** A matrix of 8-bit weights, `rows` inputs by `columns` outputs: `(byte - zero) * scale`. */
export interface ByteMatrix {
  rows: number;
  columns: number;
  /** Row by row. */
  bytes: Uint8Array;
  zero: number;
  scale: number;
}

export interface DecoderLayer {
  /** Weights of the norms before self attention, cross attention and the feed-forward part. */
  norms: [Float32Array, Float32Array, Float32Array];
  selfAttention: { query: ByteMatrix; key: ByteMatrix; value: ByteMatrix; dense: ByteMatrix };
  crossAttention: { query: ByteMatrix; key: ByteMatrix; value: ByteMatrix; dense: ByteMatrix };
  up: ByteMatrix & { bias: Float32Array };
  down: ByteMatrix & { bias: Float32Array };
}

export interface DecoderWeights {
  width: number;
  heads: number;
  /** What the norms add to the variance. */
  epsilon: number;
  layers: DecoderLayer[];
  /** Weight of the norm behind the last layer. */
  lastNorm: Float32Array;
  /** A row for each token: what goes in, and what the last states are compared with. */
  embedding: ByteMatrix;
  /** Angles per position of the rotary embedding, one for each pair of elements of a head that it turns. */
  turns: Float32Array;
}

const DECODER = "/model/decoder";

/**
 * Reads the weights out of a `decoder_model_merged.onnx`.
 *
 * @returns views of `file` where it is large; null where the file is built in another way: then it is run as it is
 * @throws RangeError for bytes that are no ONNX file
 */
export function readDecoderWeights(file: Uint8Array): DecoderWeights | null {
  const { nodes, tensors } = readModel(file);
  const branches = nodes.find(({ op }) => op === "If")?.graphs;
  const inner = [...(branches?.values() ?? [])].flatMap((graph) => graph.nodes);
  try {
    return weightsOf(new Map(inner.map((node) => [node.name, node])), tensors);
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

/** The file has not the shape that is known. */
class Unknown extends Error {}

function weightsOf(nodes: Map<string, OnnxNode>, tensors: Map<string, OnnxTensor>): DecoderWeights {
  /** The constant that a node has as its input. */
  const constant = (node: string, input: number): OnnxTensor => {
    const tensor = tensors.get(nodes.get(node)?.inputs[input] ?? "");
    if (!tensor) throw new Unknown(node);
    return tensor;
  };
  const floats = (node: string, input: number, length: number): Float32Array => {
    const found = constant(node, input).floats;
    if (found.length !== length) throw new Unknown(node);
    return found;
  };
  const byteMatrix = (weights: OnnxTensor, zero: OnnxTensor, scale: OnnxTensor): ByteMatrix => {
    const [rows = 0, columns = 0] = weights.shape;
    const ofOne = zero.bytes.length === 1 && scale.floats.length === 1;
    if (!ofOne || weights.shape.length !== 2 || weights.bytes.length !== rows * columns)
      throw new Unknown(weights.name);
    return { rows, columns, bytes: weights.bytes, zero: zero.bytes[0] ?? 0, scale: scale.floats[0] ?? 0 };
  };
  const matrix = (path: string, rows: number, columns: number): ByteMatrix => {
    const product = `${path}/MatMul_quant`;
    const found = byteMatrix(
      constant(product, 1),
      constant(product, 3),
      constant(`${path}/MatMul_quant_scales_mul`, 1),
    );
    if (found.rows !== rows || found.columns !== columns) throw new Unknown(path);
    return found;
  };

  const embedded = `${DECODER}/embed_tokens/Gather`;
  const dequantized = `${DECODER}/embed_tokens/Gather_output_0_DequantizeLinear`;
  const embedding = byteMatrix(constant(embedded, 0), constant(dequantized, 2), constant(dequantized, 1));
  const width = embedding.columns;
  const count = [...nodes.keys()].filter((name) => name.endsWith("/self_attn/q_proj/MatMul_quant")).length;
  // How the keys are split into heads: [batch, tokens, heads, width of a head].
  const heads = constant(`${DECODER}/layers.0/self_attn/Concat`, 2).integers[0] ?? 0;
  const epsilon = constant(`${DECODER}/norm/Add`, 1).floats[0] ?? 0;
  const turns = constant(`${DECODER}/rotary_emb/MatMul`, 0).floats;
  if (count === 0 || !(epsilon > 0) || heads === 0 || width % heads !== 0 || 2 * turns.length > width / heads)
    throw new Unknown("sizes");
  const attention = (path: string): DecoderLayer["selfAttention"] => ({
    query: matrix(`${path}/q_proj`, width, width),
    key: matrix(`${path}/k_proj`, width, width),
    value: matrix(`${path}/v_proj`, width, width),
    dense: matrix(`${path}/dense`, width, width),
  });
  const norm = (path: string): Float32Array => floats(`${path}/Mul`, 1, width);
  const layers = Array.from({ length: count }, (_, i): DecoderLayer => {
    const path = `${DECODER}/layers.${i}`;
    if (!nodes.has(`${path}/mlp/act_fn/Sigmoid`)) throw new Unknown(path);
    const inside = constant(`${path}/mlp/down_proj/MatMul_quant`, 1).shape[0] ?? 0;
    return {
      norms: [
        norm(`${path}/input_layernorm`),
        norm(`${path}/post_attention_layernorm`),
        norm(`${path}/final_layernorm`),
      ],
      selfAttention: attention(`${path}/self_attn`),
      crossAttention: attention(`${path}/encoder_attn`),
      up: {
        ...matrix(`${path}/mlp/up_proj`, width, 2 * inside),
        bias: floats(`${path}/mlp/up_proj/Add`, 0, 2 * inside),
      },
      down: {
        ...matrix(`${path}/mlp/down_proj`, inside, width),
        bias: floats(`${path}/mlp/down_proj/Add`, 0, width),
      },
    };
  });
  return { width, heads, epsilon, layers, lastNorm: norm(`${DECODER}/norm`), embedding, turns };
}
