/** Reads nodes and constant tensors of an ONNX file. Field numbers are those of the ONNX specification. Pure. */
import { readFields, readPacked } from "./protobuf.js";

/** Element types of tensors. */
export const FLOAT = 1;
export const UINT8 = 2;
export const INT8 = 3;
export const INT64 = 7;

export interface OnnxTensor {
  name: string;
  type: number;
  shape: number[];
  /** Elements of 8 bits as numbers from 0 to 255. Empty for other types; so are `floats` and `integers`. */
  bytes: Uint8Array;
  floats: Float32Array;
  integers: number[];
}

export interface OnnxNode {
  name: string;
  op: string;
  inputs: string[];
  outputs: string[];
  /** Inner graphs by attribute name. */
  graphs: Map<string, OnnxGraph>;
}

export interface OnnxGraph {
  nodes: OnnxNode[];
  tensors: Map<string, OnnxTensor>;
}

/** Fields of ModelProto and GraphProto. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;

/** Reads a model. Weights are views of `file`. Throws a RangeError for bytes that are not a model. */
export function readModel(file: Uint8Array): OnnxGraph {
  for (const { number, bytes } of readFields(file)) if (number === MODEL_GRAPH) return readGraph(bytes);
  throw new RangeError("the file holds no graph");
}

function readGraph(message: Uint8Array): OnnxGraph {
  const graph: OnnxGraph = { nodes: [], tensors: new Map() };
  for (const { number, bytes } of readFields(message)) {
    if (number === 1) graph.nodes.push(readNode(bytes));
    else if (number === GRAPH_INITIALIZER) {
      const tensor = readTensor(bytes);
      graph.tensors.set(tensor.name, tensor);
    }
  }
  return graph;
}

function readNode(message: Uint8Array): OnnxNode {
  const node: OnnxNode = { name: "", op: "", inputs: [], outputs: [], graphs: new Map() };
  for (const { number, bytes } of readFields(message)) {
    if (number === 1) node.inputs.push(text(bytes));
    else if (number === 2) node.outputs.push(text(bytes));
    else if (number === 3) node.name = text(bytes);
    else if (number === 4) node.op = text(bytes);
    else if (number === 5) {
      let name = "";
      let graph: Uint8Array | null = null;
      for (const field of readFields(bytes)) {
        if (field.number === 1) name = text(field.bytes);
        else if (field.number === 6) graph = field.bytes;
      }
      if (graph) node.graphs.set(name, readGraph(graph));
    }
  }
  return node;
}

function readTensor(message: Uint8Array): OnnxTensor {
  const tensor: OnnxTensor = {
    name: "",
    type: 0,
    shape: [],
    bytes: new Uint8Array(),
    floats: new Float32Array(),
    integers: [],
  };
  let raw: Uint8Array = new Uint8Array();
  let numbers: number[] = [];
  for (const { number, value, bytes } of readFields(message)) {
    if (number === 1) tensor.shape.push(...(bytes.length > 0 ? readPacked(bytes) : [value]));
    else if (number === 2) tensor.type = value;
    else if (number === 4) raw = joined(raw, bytes);
    else if (number === 5 || number === 7) numbers = bytes.length > 0 ? readPacked(bytes) : [...numbers, value];
    else if (number === 8) tensor.name = text(bytes);
    else if (number === 9) raw = bytes;
  }
  if (tensor.type === FLOAT) tensor.floats = new Float32Array(new Uint8Array(raw).buffer);
  else if (tensor.type === UINT8 || tensor.type === INT8)
    tensor.bytes = numbers.length > 0 ? Uint8Array.from(numbers) : raw;
  else if (tensor.type === INT64)
    tensor.integers = numbers.length > 0 ? numbers : Array.from(new BigInt64Array(new Uint8Array(raw).buffer), Number);
  return tensor;
}

/** Floats are stored in one field, or in one field each. */
function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

const utf8 = new TextDecoder();
function text(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}
