/** Products of bytes in the models that Sister writes, and whether this processor multiplies signed ones rightly. Pure. */
import { GraphBuilder, MICROSOFT } from "./graph-builder.js";
import { INT8, UINT8 } from "./onnx-file.js";
import type { ByteMatrix } from "./weight-finder.js";

/** Adds `input x matrix (+ bias)` with the input made to bytes. */
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

/** Matrices side by side, each with its own zero and scale. */
export interface JoinedMatrix {
  rows: number;
  columns: number;
  bytes: Uint8Array;
  /** One for all, or one for each column. */
  scales: Float32Array;
  zeros: Uint8Array;
}

/** @param factors what the matrices' results are multiplied with */
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

/** Bytes from 0 to 255 as bytes from -128 to 127: 128 less. */
function toSigned(bytes: Uint8Array): Uint8Array {
  const signed = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) signed[i] = (bytes[i] as number) ^ 0x80;
  return signed;
}

/** Rows and sums of the model that tries the processor: 2 rows of 64 times 255 times 127 are more than 16 bits hold. */
export const TRIAL = { rows: 2, depth: 64, columns: 32, input: 255, weight: 127 } as const;

/**
 * A model that multiplies the largest unsigned with the largest signed bytes. Published weights are unsigned; processors with an instruction for unsigned
 * times signed bytes (VNNI, and those of ARM) multiply signed ones faster, and the numbers are the same: 128 less in each weight and in each zero. Others
 * add pairs of products in 16 bits, and the sum is too small: there weights have to stay unsigned.
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
