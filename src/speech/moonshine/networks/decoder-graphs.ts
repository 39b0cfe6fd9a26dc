/**
 * Moonshine's decoder as two graphs of Sister with the published weights. The published file computes both of its
 * branches at each step: it transposes the encoder's keys, makes 13.6 million floats of the embedding's bytes and has
 * 1,400 nodes. Here the encoder's keys and values are computed once per piece, and a step has 250 nodes and multiplies
 * bytes with bytes. Measured on the same clips: 5 ms per token instead of 13 to 20, the same tokens, log probabilities
 * within 0.05. Pure.
 */
import { byteProduct, joinColumns } from "./byte-products.js";
import type { DecoderLayer, DecoderWeights } from "./decoder-weights.js";
import { GraphBuilder, MICROSOFT } from "./graph-builder.js";
import { INT64 } from "./onnx-file.js";
import type { ByteMatrix } from "./weight-finder.js";

/** Names of the inputs and outputs. */
export const NAMES = {
  /** States of the encoder, [frames, width]. */
  hidden: "hidden",
  /**
   * Keys and values of all layers for the cross attention, [layers x (keys, values) x heads, frames, width of a head].
   */
  crossed: "crossed",
  /** The last token's row of the embedding, [1, width]. */
  token: "token",
  /** Cosines and sines of the position for queries and keys, [1, 2 x width]. */
  cosines: "cosines",
  sines: "sines",
  /** Keys and values of the tokens before, [tokens, width]; and of this one, [1, width]. */
  pastKeys: (layer: number) => `past_keys_${layer}`,
  pastValues: (layer: number) => `past_values_${layer}`,
  newKeys: (layer: number) => `new_keys_${layer}`,
  newValues: (layer: number) => `new_values_${layer}`,
  /** The layer's part of `crossed`, [heads, frames, width of a head]. */
  crossKeys: (layer: number) => `cross_keys_${layer}`,
  crossValues: (layer: number) => `cross_values_${layer}`,
  /** The two largest logits, [1, 2], and their tokens. */
  best: "best",
  bestTokens: "best_tokens",
  /** Logarithm of the sum of all exponentials, [1, 1]. */
  logSum: "log_sum",
  /** The logit of the end token, [1, 1]. */
  end: "end",
} as const;

export interface DecoderGraphs {
  /** The encoder's states to keys and values. */
  cross: Uint8Array;
  /** One step, for one token. */
  step: Uint8Array;
}

/**
 * @param signed whether weights are written as signed bytes: equal results, and faster if the processor multiplies
 * unsigned by signed bytes without saturation
 */
export function decoderGraphs(weights: DecoderWeights, endToken: number, signed: boolean): DecoderGraphs {
  return { cross: crossGraph(weights, signed), step: new StepGraph(weights, signed).build(endToken) };
}

function crossGraph({ width, heads, layers }: DecoderWeights, signed: boolean): Uint8Array {
  const graph = new GraphBuilder();
  const rows = 2 * layers.length * heads;
  graph.input(NAMES.hidden, ["frames", width]);
  const matrix = joinColumns(layers.flatMap(({ crossAttention: { key, value } }) => [key, value]));
  const all = byteProduct(graph, NAMES.hidden, matrix, signed);
  const split = graph.node("Reshape", [all, graph.integers([-1, rows, width / heads])]);
  graph.node("Transpose", [split], { attributes: { perm: [1, 0, 2] }, outputs: [NAMES.crossed] });
  graph.output(NAMES.crossed, [rows, "frames", width / heads]);
  return graph.model();
}

/** Transposes block by block: a column at a time would miss the cache at each byte. */
function transposed({ rows, columns, bytes, ...rest }: ByteMatrix): ByteMatrix {
  const BLOCK = 64;
  const result = new Uint8Array(bytes.length);
  for (let top = 0; top < rows; top += BLOCK) {
    const bottom = Math.min(rows, top + BLOCK);
    for (let column = 0; column < columns; column++)
      for (let row = top; row < bottom; row++) result[column * rows + row] = bytes[row * columns + column] as number;
  }
  return { rows: columns, columns: rows, bytes: result, ...rest };
}

class StepGraph {
  readonly #graph = new GraphBuilder();
  readonly #weights: DecoderWeights;
  readonly #signed: boolean;
  /** [heads, width]: 1 where an element of the width belongs to a head. */
  readonly #ofHead: string;
  /** The partner of each rotated element of queries and keys. */
  readonly #partners: string;
  readonly #threeParts: string;
  readonly #twoParts: string;
  readonly #firstAxis: string;
  readonly #byHead: string;
  readonly #flat: string;

  constructor(weights: DecoderWeights, signed: boolean) {
    this.#weights = weights;
    this.#signed = signed;
    const graph = this.#graph;
    const { width, heads, turns } = weights;
    const headWidth = width / heads;
    this.#ofHead = graph.floats(
      [heads, width],
      Float32Array.from({ length: heads * width }, (_, i) =>
        Math.floor((i % width) / headWidth) === Math.floor(i / width) ? 1 : 0,
      ),
    );
    this.#partners = graph.integers(
      Array.from({ length: 2 * width }, (_, i) =>
        i % headWidth < 2 * turns.length ? (i % 2 === 0 ? i + 1 : i - 1) : i,
      ),
    );
    this.#threeParts = graph.integers([2 * width, width]);
    this.#twoParts = graph.integers([width, width]);
    this.#firstAxis = graph.integers([0]);
    this.#byHead = graph.integers([heads, 1, headWidth]);
    this.#flat = graph.integers([1, width]);
  }

  build(endToken: number): Uint8Array {
    const graph = this.#graph;
    const { width, layers, lastNorm, embedding, epsilon } = this.#weights;
    graph.input(NAMES.token, [1, width]);
    graph.input(NAMES.cosines, [1, 2 * width]);
    graph.input(NAMES.sines, [1, 2 * width]);
    const firstNorm = graph.floats([width], layers[0]?.norms[0] ?? lastNorm);
    let states = NAMES.token as string;
    let normed = graph.node("LayerNormalization", [states, firstNorm], {
      attributes: { axis: -1, epsilon: { float: epsilon } },
    });
    for (const [i, layer] of layers.entries()) {
      const attended = this.#selfAttention(i, layer, normed);
      [normed, states] = this.#addAndNorm(states, attended, layer.norms[1]);
      const crossed = this.#crossAttention(i, layer, normed);
      [normed, states] = this.#addAndNorm(states, crossed, layer.norms[2]);
      const fed = this.#feedForward(layer, normed);
      [normed, states] = this.#addAndNorm(states, fed, layers[i + 1]?.norms[0] ?? lastNorm);
    }
    const logits = byteProduct(graph, normed, joinColumns([transposed(embedding)]), this.#signed);
    graph.node("TopK", [logits, graph.integers([2])], {
      attributes: { axis: -1 },
      outputs: [NAMES.best, NAMES.bestTokens],
    });
    graph.node("ReduceLogSumExp", [logits], { attributes: { axes: [-1], keepdims: 1 }, outputs: [NAMES.logSum] });
    graph.node("Gather", [logits, graph.integers([endToken])], { attributes: { axis: 1 }, outputs: [NAMES.end] });
    graph.output(NAMES.best, [1, 2]);
    graph.output(NAMES.bestTokens, [1, 2], INT64);
    graph.output(NAMES.logSum, [1, 1]);
    graph.output(NAMES.end, [1, 1]);
    return graph.model();
  }

  #product(
    input: string,
    matrices: readonly ByteMatrix[],
    factors: readonly number[] = [],
    bias?: Float32Array,
  ): string {
    return byteProduct(this.#graph, input, joinColumns(matrices, factors), this.#signed, bias);
  }

  /** The normalized sum of both inputs, and the sum. */
  #addAndNorm(states: string, change: string, weight: Float32Array): [string, string] {
    const graph = this.#graph;
    const { width, epsilon } = this.#weights;
    const outputs = [graph.name(), "", "", graph.name()] as const;
    graph.node("SkipLayerNormalization", [states, change, graph.floats([width], weight)], {
      attributes: { epsilon: { float: epsilon } },
      domain: MICROSOFT,
      outputs,
    });
    return [outputs[0], outputs[3]];
  }

  /** The divisor of the products of queries and keys, as a factor of the queries. */
  get #queryFactor(): number {
    return 1 / Math.sqrt(this.#weights.width / this.#weights.heads);
  }

  /**
   * All heads at once: one row of queries per head, with zeros in the places of the others. That is eight times the
   * arithmetic for a few tokens, but no key has to be moved.
   */
  #selfAttention(i: number, { selfAttention }: DecoderLayer, normed: string): string {
    const graph = this.#graph;
    const { width } = this.#weights;
    const pastKeys = graph.input(NAMES.pastKeys(i), ["tokens", width]);
    const pastValues = graph.input(NAMES.pastValues(i), ["tokens", width]);
    const { query, key, value, dense } = selfAttention;
    const all = this.#product(normed, [query, key, value], [this.#queryFactor, 1, 1]);
    const unturned = graph.name();
    const values = NAMES.newValues(i);
    graph.node("Split", [all, this.#threeParts], { attributes: { axis: -1 }, outputs: [unturned, values] });
    const partners = graph.node("Gather", [unturned, this.#partners], { attributes: { axis: 1 } });
    const turned = graph.node("Add", [
      graph.node("Mul", [unturned, NAMES.cosines]),
      graph.node("Mul", [partners, NAMES.sines]),
    ]);
    const queries = graph.name();
    const keys = NAMES.newKeys(i);
    graph.node("Split", [turned, this.#twoParts], { attributes: { axis: -1 }, outputs: [queries, keys] });
    graph.output(keys, [1, width]);
    graph.output(values, [1, width]);
    const allKeys = graph.node("Concat", [pastKeys, keys], { attributes: { axis: 0 } });
    const allValues = graph.node("Concat", [pastValues, values], { attributes: { axis: 0 } });
    const scores = graph.node("Gemm", [graph.node("Mul", [queries, this.#ofHead]), allKeys], {
      attributes: { transB: 1 },
    });
    const weighted = graph.node("MatMul", [graph.node("Softmax", [scores], { attributes: { axis: -1 } }), allValues]);
    const attended = graph.node("ReduceSum", [graph.node("Mul", [weighted, this.#ofHead]), this.#firstAxis], {
      attributes: { keepdims: 1 },
    });
    return this.#product(attended, [dense]);
  }

  #crossAttention(i: number, { crossAttention }: DecoderLayer, normed: string): string {
    const graph = this.#graph;
    const { width, heads } = this.#weights;
    const keys = graph.input(NAMES.crossKeys(i), [heads, "frames", width / heads]);
    const values = graph.input(NAMES.crossValues(i), [heads, "frames", width / heads]);
    const { query, dense } = crossAttention;
    const queries = graph.node("Reshape", [this.#product(normed, [query], [this.#queryFactor]), this.#byHead]);
    const scores = graph.node("FusedMatMul", [queries, keys], { attributes: { transB: 1 }, domain: MICROSOFT });
    const weighted = graph.node("MatMul", [graph.node("Softmax", [scores], { attributes: { axis: -1 } }), values]);
    return this.#product(graph.node("Reshape", [weighted, this.#flat]), [dense]);
  }

  #feedForward({ up, down }: DecoderLayer, normed: string): string {
    const graph = this.#graph;
    const inner = this.#product(normed, [up], [], up.bias);
    const [values, gate] = [graph.name(), graph.name()];
    graph.node("Split", [inner, graph.integers([down.rows, down.rows])], {
      attributes: { axis: -1 },
      outputs: [values, gate],
    });
    // x * sigmoid(x)
    const opened = graph.node("QuickGelu", [gate], { attributes: { alpha: { float: 1 } }, domain: MICROSOFT });
    return this.#product(graph.node("Mul", [opened, values]), [down], [], down.bias);
  }
}
