/** Writes ONNX models node by node. Field numbers are those of the ONNX specification. Pure. */
import { FLOAT, INT64 } from "./onnx-file.js";
import { MessageWriter } from "./protobuf.js";

/** The version of the standard operators. */
const OPSET = 17;
const IR_VERSION = 8;
/** The domain of onnxruntime's own operators. */
export const MICROSOFT = "com.microsoft";

/** Lists contain integers. A float is given as `{ float }`. */
type Attribute = number | readonly number[] | { float: number };

export interface NodeOptions {
  attributes?: Readonly<Record<string, Attribute>>;
  domain?: string;
  /** Names of the outputs. Default: one output with a generated name. An empty name omits an output. */
  outputs?: readonly string[];
}

/** A dimension: a size, or a name if the size is known only at run time. */
export type Dimension = number | string;

export class GraphBuilder {
  readonly #graph = new MessageWriter();
  #count = 0;

  /** Adds a node and returns the name of its first output. */
  node(op: string, inputs: readonly string[], { attributes = {}, domain, outputs }: NodeOptions = {}): string {
    const names = outputs ?? [this.name()];
    const node = new MessageWriter();
    for (const name of inputs) node.text(1, name);
    for (const name of names) node.text(2, name);
    node.text(4, op);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attributeOf(name, value));
    if (domain !== undefined) node.text(7, domain);
    this.#graph.message(1, node);
    return names[0] ?? "";
  }

  /** A unique name. */
  name(): string {
    this.#count += 1;
    return `t${this.#count}`;
  }

  /** Adds a constant and returns its name. The data is copied only when `model` is called. */
  constant(type: number, shape: readonly number[], data: Uint8Array): string {
    const name = this.name();
    const tensor = new MessageWriter();
    for (const size of shape) tensor.number(1, size);
    this.#graph.message(5, tensor.number(2, type).text(8, name).raw(9, data));
    return name;
  }

  floats(shape: readonly number[], values: Float32Array): string {
    return this.constant(FLOAT, shape, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  integers(values: readonly number[]): string {
    return this.constant(INT64, [values.length], new Uint8Array(BigInt64Array.from(values, BigInt).buffer));
  }

  input(name: string, shape: readonly Dimension[], type = FLOAT): string {
    this.#graph.message(11, valueInfo(name, type, shape));
    return name;
  }

  output(name: string, shape: readonly Dimension[], type = FLOAT): void {
    this.#graph.message(12, valueInfo(name, type, shape));
  }

  /** The finished model. */
  model(): Uint8Array {
    const model = new MessageWriter().number(1, IR_VERSION).message(7, this.#graph.text(2, "sister"));
    for (const [domain, version] of [
      ["", OPSET],
      [MICROSOFT, 1],
    ] as const)
      model.message(8, new MessageWriter().text(1, domain).number(2, version));
    return model.bytes();
  }
}

function attributeOf(name: string, value: Attribute): MessageWriter {
  const attribute = new MessageWriter().text(1, name);
  // Field 20 is the type of the attribute: 1 a float, 2 an integer, 7 integers.
  if (typeof value === "number") return attribute.number(3, value).number(20, 2);
  if ("float" in value) return attribute.float(2, value.float).number(20, 1);
  for (const item of value) attribute.number(8, item);
  return attribute.number(20, 7);
}

function valueInfo(name: string, type: number, shape: readonly Dimension[]): MessageWriter {
  const dimensions = new MessageWriter();
  for (const size of shape) {
    const dimension = new MessageWriter();
    if (typeof size === "number") dimension.number(1, size);
    else dimension.text(2, size);
    dimensions.message(1, dimension);
  }
  const tensorType = new MessageWriter().number(1, type).message(2, dimensions);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensorType));
}
