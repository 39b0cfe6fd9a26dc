/**
 * Bytes as processors like them. Published weights are unsigned bytes; processors with an instruction for unsigned times signed bytes (VNNI, and those of
 * ARM) multiply signed ones faster: the encoder takes a quarter less. The numbers are the same: 128 less in each weight and in each zero. Pure, but
 * for the small model that tries the processor.
 */
import { toSigned } from "./decoder-graphs.js";
import { GraphBuilder } from "./graph-builder.js";
import { GRAPH_INITIALIZER, INT8, MODEL_GRAPH, readTensor, UINT8, type OnnxTensor } from "./onnx-file.js";
import { MessageWriter, readFields } from "./protobuf.js";

/** A model with its unsigned constants made signed. They must be weights and zeros of integer products, as all of Moonshine's encoder are. */
export function withSignedWeights(file: Uint8Array): Uint8Array {
  const model = new MessageWriter();
  for (const field of readFields(file)) {
    if (field.number === MODEL_GRAPH) model.message(field.number, signedGraph(field.bytes));
    else model.copy(field);
  }
  return model.bytes();
}

function signedGraph(message: Uint8Array): MessageWriter {
  const graph = new MessageWriter();
  for (const field of readFields(message)) {
    const tensor = field.number === GRAPH_INITIALIZER ? readTensor(field.bytes) : null;
    if (tensor?.type === UINT8) graph.message(field.number, signedTensor(tensor));
    else graph.copy(field);
  }
  return graph;
}

function signedTensor({ name, shape, bytes }: OnnxTensor): MessageWriter {
  const tensor = new MessageWriter();
  for (const size of shape) tensor.number(1, size);
  return tensor.number(2, INT8).text(8, name).raw(9, toSigned(bytes));
}

/** Rows and sums of the model that tries the processor: 2 rows of 64 times 255 times 127 are more than 16 bits hold. */
export const TRIAL = { rows: 2, depth: 64, columns: 32, input: 255, weight: 127 } as const;

/**
 * A model that multiplies the largest unsigned with the largest signed bytes. On processors that add pairs of products in 16 bits the sum is too
 * small; there weights have to stay unsigned.
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
