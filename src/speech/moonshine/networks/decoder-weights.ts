/**
 * The weights of Moonshine's decoder, found in its published file. That file runs at a third of the possible speed: see
 * decoder-graphs.ts. Pure.
 */
import { readModel } from "./onnx-file.js";
import { ifKnown, WeightFinder, type ByteMatrix } from "./weight-finder.js";

interface Attention {
  query: ByteMatrix;
  key: ByteMatrix;
  value: ByteMatrix;
  dense: ByteMatrix;
}

export interface DecoderLayer {
  /** Weights of the norms before self attention, cross attention and the feed-forward part. */
  norms: [Float32Array, Float32Array, Float32Array];
  selfAttention: Attention;
  crossAttention: Attention;
  up: ByteMatrix & { bias: Float32Array };
  down: ByteMatrix & { bias: Float32Array };
}

export interface DecoderWeights {
  width: number;
  heads: number;
  /** The term that the norms add to the variance. */
  epsilon: number;
  layers: DecoderLayer[];
  /** Weight of the norm after the last layer. */
  lastNorm: Float32Array;
  /** One row per token, used as input and compared with the last states. */
  embedding: ByteMatrix;
  /** Angles per position of the rotary embedding: one for each rotated pair of elements of a head. */
  turns: Float32Array;
}

const DECODER = "/model/decoder";

/**
 * Reads the weights out of a `decoder_model_merged.onnx`.
 *
 * @returns views of `file` for large weights; null if the file has an unknown structure and must be run as it is
 * @throws RangeError for bytes that are not an ONNX file
 */
export function readDecoderWeights(file: Uint8Array): DecoderWeights | null {
  const { nodes, tensors } = readModel(file);
  const branches = nodes.find(({ op }) => op === "If")?.graphs;
  const inner = [...(branches?.values() ?? [])].flatMap((graph) => graph.nodes);
  return ifKnown(() => weightsOf(new WeightFinder(inner, tensors)));
}

function weightsOf(find: WeightFinder): DecoderWeights {
  const embedded = `${DECODER}/embed_tokens/Gather`;
  const dequantized = `${embedded}_output_0_DequantizeLinear`;
  const embedding = find.bytes(
    find.constant(embedded, 0),
    find.constant(dequantized, 2),
    find.constant(dequantized, 1),
  );
  const width = embedding.columns;
  const count = find.count("/self_attn/q_proj/MatMul_quant");
  // How keys are split into heads: [batch, tokens, heads, width of a head].
  const heads = find.constant(`${DECODER}/layers.0/self_attn/Concat`, 2).integers[0] ?? 0;
  const epsilon = find.constant(`${DECODER}/norm/Add`, 1).floats[0] ?? 0;
  const turns = find.constant(`${DECODER}/rotary_emb/MatMul`, 0).floats;
  find.expect(count > 0 && epsilon > 0 && heads > 0 && width % heads === 0, "sizes");
  find.expect(2 * turns.length <= width / heads, "rotary embedding");
  const attention = (path: string): Attention => ({
    query: find.matrix(`${path}/q_proj`, width, width),
    key: find.matrix(`${path}/k_proj`, width, width),
    value: find.matrix(`${path}/v_proj`, width, width),
    dense: find.matrix(`${path}/dense`, width, width),
  });
  const layers = Array.from({ length: count }, (_, i): DecoderLayer => {
    const path = `${DECODER}/layers.${i}`;
    find.expect(find.has(`${path}/mlp/act_fn/Sigmoid`), path);
    const inside = find.constant(`${path}/mlp/down_proj/MatMul_quant`, 1).shape[0] ?? 0;
    return {
      norms: [
        find.norm(`${path}/input_layernorm`, width),
        find.norm(`${path}/post_attention_layernorm`, width),
        find.norm(`${path}/final_layernorm`, width),
      ],
      selfAttention: attention(`${path}/self_attn`),
      crossAttention: attention(`${path}/encoder_attn`),
      up: find.biased(`${path}/mlp/up_proj`, width, 2 * inside),
      down: find.biased(`${path}/mlp/down_proj`, inside, width),
    };
  });
  return { width, heads, epsilon, layers, lastNorm: find.norm(`${DECODER}/norm`, width), embedding, turns };
}
