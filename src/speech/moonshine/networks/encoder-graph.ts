/**
 * Moonshine's encoder as a graph of Sister with the published weights. Attention never holds all pairs of frames at
 * once (115 MB less for a piece of 25 s), queries, keys and values are one product, and weights are signed if the
 * processor supports it. It takes three quarters of the time. Pure.
 */
import type { Convolution, EncoderLayer, EncoderWeights } from "./encoder-weights.js";
import { byteProduct, joinColumns } from "./byte-products.js";
import { GraphBuilder, MICROSOFT } from "./graph-builder.js";

/** As in the published file: samples from -1 to 1, [1, samples], become states, [1, frames, width]. */
export const ENCODER_NAMES = { samples: "input_values", states: "last_hidden_state" } as const;

/** Positions of the rotary embedding: 49 s of sound, nearly twice the longest piece. */
const MOST_FRAMES = 2048;
/** Strides of the three convolutions. */
const STRIDES = [64, 3, 2] as const;

export function encoderGraph(weights: EncoderWeights, signed: boolean): Uint8Array {
  return new EncoderGraph(weights, signed).build();
}

class EncoderGraph {
  readonly #graph = new GraphBuilder();
  readonly #weights: EncoderWeights;
  readonly #signed: boolean;

  constructor(weights: EncoderWeights, signed: boolean) {
    this.#weights = weights;
    this.#signed = signed;
  }

  build(): Uint8Array {
    const graph = this.#graph;
    const { width, layers, lastNorm } = this.#weights;
    graph.input(ENCODER_NAMES.samples, [1, "samples"]);
    let states = this.#frames();
    let normed = this.#norm(states, layers[0]?.norms[0] ?? lastNorm);
    const attention = this.#attention();
    for (const [i, layer] of layers.entries()) {
      states = graph.node("Add", [states, attention(layer, normed)]);
      states = graph.node("Add", [states, this.#feedForward(layer, this.#norm(states, layer.norms[1]))]);
      normed = this.#norm(states, layers[i + 1]?.norms[0] ?? lastNorm);
    }
    graph.node("Identity", [normed], { outputs: [ENCODER_NAMES.states] });
    graph.output(ENCODER_NAMES.states, [1, "frames", width]);
    return graph.model();
  }

  /** Turns samples into frames, [1, frames, width]. */
  #frames(): string {
    const graph = this.#graph;
    const { width, convolutions, groupNorm } = this.#weights;
    const [first, second, third] = convolutions;
    const samples = graph.node("Reshape", [ENCODER_NAMES.samples, graph.integers([1, 1, -1])]);
    const heard = graph.node("Tanh", [this.#convolution(samples, first, STRIDES[0])]);
    // One norm over all channels and frames.
    const [one, zero] = [graph.floats([1], Float32Array.of(1)), graph.floats([1], Float32Array.of(0))];
    const flat = graph.node("Reshape", [heard, graph.integers([1, 1, -1])]);
    const even = graph.node("InstanceNormalization", [flat, one, zero], { attributes: { epsilon: { float: 1e-5 } } });
    const channels = graph.node("Reshape", [even, graph.integers([1, width, -1])]);
    const scaled = graph.node("Mul", [channels, graph.floats([width, 1], groupNorm.weights)]);
    const shifted = graph.node("Add", [scaled, graph.floats([width, 1], groupNorm.bias)]);
    const wide = this.#gelu(this.#convolution(shifted, second, STRIDES[1], second.bias));
    const narrow = this.#gelu(this.#convolution(wide, third, STRIDES[2], third.bias));
    return graph.node("Transpose", [narrow], { attributes: { perm: [0, 2, 1] } });
  }

  #convolution(input: string, { shape, weights }: Convolution, stride: number, bias?: Float32Array): string {
    const graph = this.#graph;
    const inputs = [input, graph.floats(shape, weights), ...(bias ? [graph.floats([bias.length], bias)] : [])];
    return graph.node("Conv", inputs, { attributes: { kernel_shape: [shape[2] ?? 0], strides: [stride] } });
  }

  #gelu(input: string): string {
    return this.#graph.node("Gelu", [input], { domain: MICROSOFT });
  }

  #norm(input: string, weights: Float32Array): string {
    const { width, epsilon } = this.#weights;
    return this.#graph.node("LayerNormalization", [input, this.#graph.floats([width], weights)], {
      attributes: { axis: -1, epsilon: { float: epsilon } },
    });
  }

  /** Attention between all frames. Nodes that the layers share are added once. */
  #attention(): (layer: EncoderLayer, normed: string) => string {
    const graph = this.#graph;
    const { width, heads, turns } = this.#weights;
    const table = (of: (angle: number) => number): string =>
      graph.floats(
        [MOST_FRAMES, turns.length],
        Float32Array.from({ length: MOST_FRAMES * turns.length }, (_, i) =>
          of(Math.floor(i / turns.length) * (turns[i % turns.length] ?? 0)),
        ),
      );
    const [cosines, sines] = [table(Math.cos), table(Math.sin)];
    const begin = graph.integers([0]);
    const [parts, halves] = [graph.integers([2 * width, width]), graph.integers([width, width])];
    return ({ query, key, value, dense }, normed) => {
      const all = byteProduct(graph, normed, joinColumns([query, key, value]), this.#signed);
      const [unturned, values] = [graph.name(), graph.name()];
      graph.node("Split", [all, parts], { attributes: { axis: -1 }, outputs: [unturned, values] });
      const turned = graph.node("RotaryEmbedding", [unturned, begin, cosines, sines], {
        attributes: { interleaved: 1, num_heads: 2 * heads, rotary_embedding_dim: 2 * turns.length },
        domain: MICROSOFT,
      });
      const [queries, keys] = [graph.name(), graph.name()];
      graph.node("Split", [turned, halves], { attributes: { axis: -1 }, outputs: [queries, keys] });
      const attended = graph.node("MultiHeadAttention", [queries, keys, values], {
        attributes: { num_heads: heads },
        domain: MICROSOFT,
      });
      return byteProduct(graph, attended, joinColumns([dense]), this.#signed);
    };
  }

  #feedForward({ up, down }: EncoderLayer, normed: string): string {
    const inner = this.#gelu(byteProduct(this.#graph, normed, joinColumns([up]), this.#signed, up.bias));
    return byteProduct(this.#graph, inner, joinColumns([down]), this.#signed, down.bias);
  }
}
