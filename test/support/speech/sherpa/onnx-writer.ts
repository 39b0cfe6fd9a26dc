/** Writes small ONNX models: enough of the format's protobuf for hand-made graphs. */

export type TensorType = "float32" | "int32" | "int64";

const TYPES: Readonly<Record<TensorType, number>> = { float32: 1, int32: 6, int64: 7 };

/** A name, a type and dimensions. Dimensions with a letter are variable. */
export interface Value {
  name: string;
  type: TensorType;
  dims: readonly (number | string)[];
}

export interface Constant {
  name: string;
  type: TensorType;
  dims: readonly number[];
  values: readonly number[];
}

export interface Node {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  /** Integers and lists of integers. */
  attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface Graph {
  inputs: readonly Value[];
  outputs: readonly Value[];
  nodes: readonly Node[];
  constants?: readonly Constant[];
  metadata?: Readonly<Record<string, string | number>>;
}

/** The bytes of a model with this graph and operators of version 17. */
export function onnxModel({ inputs, outputs, nodes, constants = [], metadata = {} }: Graph): Buffer {
  const graph = [
    ...nodes.map((node) => message(1, nodeBytes(node))),
    text(2, "graph"),
    ...constants.map((constant) => message(5, constantBytes(constant))),
    ...inputs.map((value) => message(11, valueBytes(value))),
    ...outputs.map((value) => message(12, valueBytes(value))),
  ];
  return Buffer.concat([
    number(1, 8),
    message(7, graph),
    message(8, [text(1, ""), number(2, 17)]),
    ...Object.entries(metadata).map(([key, value]) => message(14, [text(1, key), text(2, String(value))])),
  ]);
}

function nodeBytes({ op, inputs, outputs, attributes = {} }: Node): Buffer[] {
  const made = Object.entries(attributes).map(([name, value]) =>
    message(5, [
      text(1, name),
      ...(typeof value === "number"
        ? [number(3, value), number(20, 2)]
        : [...value.map((one) => number(8, one)), number(20, 7)]),
    ]),
  );
  return [...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, op), ...made];
}

function constantBytes({ name, type, dims, values }: Constant): Buffer[] {
  const raw =
    type === "float32"
      ? Float32Array.from(values)
      : type === "int32"
        ? Int32Array.from(values)
        : BigInt64Array.from(values, BigInt);
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return [...dims.map((dim) => number(1, dim)), number(2, TYPES[type]), text(8, name), message(9, [bytes])];
}

function valueBytes({ name, type, dims }: Value): Buffer[] {
  const shape = dims.map((dim) => message(1, [typeof dim === "number" ? number(1, dim) : text(2, dim)]));
  return [text(1, name), message(2, [message(1, [number(1, TYPES[type]), message(2, shape)])])];
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

const number = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)]);

function message(field: number, parts: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(parts);
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

const text = (field: number, value: string): Buffer => message(field, [Buffer.from(value, "utf8")]);
