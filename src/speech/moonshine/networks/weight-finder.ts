/** Finds the weights in Moonshine's published files by the node names of their exporter. Pure. */
import type { OnnxNode, OnnxTensor } from "./onnx-file.js";

/** A matrix of 8-bit weights, `rows` inputs by `columns` outputs: `(byte - zero) * scale`. */
export interface ByteMatrix {
  rows: number;
  columns: number;
  /** Row by row. */
  bytes: Uint8Array;
  zero: number;
  scale: number;
}

/** The file has an unknown structure. */
class UnknownForm extends Error {}

export class WeightFinder {
  readonly #nodes: ReadonlyMap<string, OnnxNode>;
  readonly #tensors: ReadonlyMap<string, OnnxTensor>;

  constructor(nodes: readonly OnnxNode[], tensors: ReadonlyMap<string, OnnxTensor>) {
    this.#nodes = new Map(nodes.map((node) => [node.name, node]));
    this.#tensors = tensors;
  }

  /** Throws if a condition on the structure does not hold. */
  expect(holds: boolean, what: string): void {
    if (!holds) throw new UnknownForm(what);
  }

  has(node: string): boolean {
    return this.#nodes.has(node);
  }

  /** The number of nodes whose names have this ending. */
  count(ending: string): number {
    return [...this.#nodes.keys()].filter((name) => name.endsWith(ending)).length;
  }

  tensor(name: string): OnnxTensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new UnknownForm(name);
    return tensor;
  }

  /** The constant that is an input of a node. */
  constant(node: string, input: number): OnnxTensor {
    return this.tensor(this.#nodes.get(node)?.inputs[input] ?? `an input of ${node}`);
  }

  /** Like `constant`, for a list of floats of this length. */
  floats(node: string, input: number, length: number): Float32Array {
    const { floats } = this.constant(node, input);
    this.expect(floats.length === length, node);
    return floats;
  }

  /** The weights of a norm. */
  norm(path: string, width: number): Float32Array {
    return this.floats(`${path}/Mul`, 1, width);
  }

  /** The matrix of a product of bytes. */
  matrix(path: string, rows: number, columns: number): ByteMatrix {
    const product = `${path}/MatMul_quant`;
    const found = this.bytes(
      this.constant(product, 1),
      this.constant(product, 3),
      this.constant(`${path}/MatMul_quant_scales_mul`, 1),
    );
    this.expect(found.rows === rows && found.columns === columns, path);
    return found;
  }

  /** Like `matrix`, with the bias that is added to its results. */
  biased(path: string, rows: number, columns: number): ByteMatrix & { bias: Float32Array } {
    return { ...this.matrix(path, rows, columns), bias: this.floats(`${path}/Add`, 0, columns) };
  }

  bytes(weights: OnnxTensor, zero: OnnxTensor, scale: OnnxTensor): ByteMatrix {
    const [rows = 0, columns = 0] = weights.shape;
    const ofOne = zero.bytes.length === 1 && scale.floats.length === 1;
    this.expect(ofOne && weights.shape.length === 2 && weights.bytes.length === rows * columns, weights.name);
    return { rows, columns, bytes: weights.bytes, zero: zero.bytes[0] ?? 0, scale: scale.floats[0] ?? 0 };
  }
}

/** The result of `find`. Null if the file has an unknown structure. */
export function ifKnown<T>(find: () => T): T | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof UnknownForm) return null;
    throw error;
  }
}
