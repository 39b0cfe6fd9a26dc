/** Products of bytes in Sister's graphs, and a test whether this processor multiplies signed bytes correctly. Pure. */
import { GraphBuilder, MICROSOFT } from "./graph-builder.js";
import { INT8, UINT8 } from "./onnx-file.js";
import type { ByteMatrix } from "./weight-finder.js";

/** Adds `input x matrix (+ bias)` with the input quantized to bytes. */
export function byteProduct(
  graph: GraphBuilder,
  input: string,
  matrix: JoinedMatrix,
  signed: boolean,
  bias?: Float32Array,
): string {
  const { rows, columns, scales, zeros } = matrix;
  const type = signed ? INT8 : UINT8;
  const shape = scales.length === 1 ? [] : [columns];
  return graph.node(
    "DynamicQuantizeMatMul",
    [
      input,
      graph.constant(type, [rows, columns], signed ? toSigned(matrix.bytes) : matrix.bytes),
      graph.floats(shape, scales),
      graph.constant(type, shape, signed ? toSigned(zeros) : zeros),
      ...(bias ? [graph.floats([columns], bias)] : []),
    ],
    { domain: MICROSOFT },
  );
}

/** Matrices side by side, each with its own zero point and scale. */
export interface JoinedMatrix {
  rows: number;
  columns: number;
  bytes: Uint8Array;
  /** One scale for all columns, or one per column. */
  scales: Float32Array;
  zeros: Uint8Array;
}

/** @param factors multiply the results of the matrices */
export function joinColumns(matrices: readonly ByteMatrix[], factors: readonly number[] = []): JoinedMatrix {
  const [first] = matrices;
  if (first && matrices.length === 1) {
    const scales = Float32Array.of(first.scale * (factors[0] ?? 1));
    return { ...first, scales, zeros: Uint8Array.of(first.zero) };
  }
  const rows = first?.rows ?? 0;
  const columns = matrices.reduce((sum, matrix) => sum + matrix.columns, 0);
  const joined = {
    rows,
    columns,
    bytes: new Uint8Array(rows * columns),
    scales: new Float32Array(columns),
    zeros: new Uint8Array(columns),
  };
  let at = 0;
  for (const [i, { columns: width, bytes, scale, zero }] of matrices.entries()) {
    for (let row = 0; row < rows; row++)
      joined.bytes.set(bytes.subarray(row * width, (row + 1) * width), row * columns + at);
    joined.scales.fill(scale * (factors[i] ?? 1), at, at + width);
    joined.zeros.fill(zero, at, at + width);
    at += width;
  }
  return joined;
}

/** Shifts bytes from 0..255 to -128..127. */
function toSigned(bytes: Uint8Array): Uint8Array {
  const signed = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) signed[i] = (bytes[i] as number) ^ 0x80;
  return signed;
}

/** Dimensions and values of the processor test: 64 products of 255 and 127 exceed 16 bits. */
export const TRIAL = { rows: 2, depth: 64, columns: 32, input: 255, weight: 127 } as const;

/**
 * A model that multiplies the largest unsigned with the largest signed bytes. Published weights are unsigned.
 * Processors with an instruction for unsigned times signed bytes (VNNI and ARM) multiply signed weights faster, with
 * equal results: 128 less in each weight and zero point. Other processors add pairs of products in 16 bits, so that the
 * sum saturates. There, weights stay unsigned.
 */
export function trialModel(): Uint8Array {
  const { rows, depth, columns, weight } = TRIAL;
  const graph = new GraphBuilder();
  const input = graph.input("input", [rows, depth], UINT8);
  const weights = graph.constant(INT8, [depth, columns], new Uint8Array(depth * columns).fill(weight));
  graph.node("MatMulInteger", [input, weights], { outputs: ["sums"] });
  const INT32 = 6;
  graph.output("sums", [rows, columns], INT32);
  return graph.model();
}
