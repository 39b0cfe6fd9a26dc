/**
 * The decoder as two graphs of Sister (networks/decoder-graphs.ts). Its past lies in memory that is allocated once and
 * never copied.
 */
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-node";
import type { DecoderSteps, Prediction } from "./greedy-decoder.js";
import { NAMES } from "../networks/decoder-graphs.js";
import type { DecoderWeights } from "../networks/decoder-weights.js";
import type { ByteMatrix } from "../networks/weight-finder.js";
import type { Decoder, Encoded } from "./decoder.js";

/** Initial capacity in tokens. It grows for longer pieces. */
const FIRST_ROOM = 256;

type Feeds = Record<string, Tensor>;

export class StepDecoder implements Decoder {
  readonly #cross: InferenceSession;
  readonly #step: InferenceSession;
  readonly #Tensor: TensorConstructor;
  readonly #sizes: { width: number; heads: number; layers: number };
  readonly #embedding: ByteMatrix;
  readonly #turns: Float32Array;
  /** Keys and values of the tokens so far: one row per token, for each layer. */
  #past: { keys: Float32Array; values: Float32Array }[] = [];
  readonly #row: Float32Array;
  readonly #cosines: Float32Array;
  readonly #sines: Float32Array;
  readonly #feeds: Feeds;

  constructor(
    sessions: { cross: InferenceSession; step: InferenceSession },
    { width, heads, layers, embedding, turns }: DecoderWeights,
    Tensor: TensorConstructor,
  ) {
    this.#cross = sessions.cross;
    this.#step = sessions.step;
    this.#Tensor = Tensor;
    this.#sizes = { width, heads, layers: layers.length };
    // A copy, because a view would keep the whole file in memory.
    this.#embedding = { ...embedding, bytes: new Uint8Array(embedding.bytes) };
    this.#turns = turns;
    this.#row = new Float32Array(width);
    this.#cosines = new Float32Array(2 * width).fill(1);
    this.#sines = new Float32Array(2 * width);
    this.#feeds = {
      [NAMES.token]: new Tensor("float32", this.#row, [1, width]),
      [NAMES.cosines]: new Tensor("float32", this.#cosines, [1, 2 * width]),
      [NAMES.sines]: new Tensor("float32", this.#sines, [1, 2 * width]),
    };
    this.#makeRoom(FIRST_ROOM);
  }

  get tokens(): number {
    return this.#embedding.rows;
  }

  /** One piece at a time: the past of the previous piece is lost. */
  async begin(encoded: Encoded): Promise<DecoderSteps> {
    const feeds = { ...this.#feeds, ...(await this.#crossed(encoded)) };
    let position = 0;
    return {
      step: async (token) => {
        const prediction = await this.#run(feeds, token, position);
        position += 1;
        return prediction;
      },
    };
  }

  /** Keys and values of the encoder's states, for all layers. */
  async #crossed(encoded: Encoded): Promise<Feeds> {
    const { width, heads, layers } = this.#sizes;
    const frames = encoded.dims[1] ?? 0;
    const hidden = new this.#Tensor("float32", encoded.data as Float32Array, [frames, width]);
    const { [NAMES.crossed]: crossed } = await this.#cross.run({ [NAMES.hidden]: hidden });
    const all = crossed?.data as Float32Array;
    const shape = [heads, frames, width / heads];
    const part = (i: number): Tensor =>
      new this.#Tensor("float32", all.subarray(i * frames * width, (i + 1) * frames * width), shape);
    const feeds: Feeds = {};
    for (let i = 0; i < layers; i++) {
      feeds[NAMES.crossKeys(i)] = part(2 * i);
      feeds[NAMES.crossValues(i)] = part(2 * i + 1);
    }
    return feeds;
  }

  async #run(feeds: Feeds, token: number, position: number): Promise<Prediction> {
    const { width, layers } = this.#sizes;
    if ((position + 1) * width > (this.#past[0]?.keys.length ?? 0)) this.#makeRoom(2 * position);
    this.#embed(token);
    this.#turn(position);
    const fetches: Record<string, Tensor | null> = {
      [NAMES.best]: null,
      [NAMES.bestTokens]: null,
      [NAMES.logSum]: null,
      [NAMES.end]: null,
    };
    for (let i = 0; i < layers; i++) {
      const { keys, values } = this.#past[i] as { keys: Float32Array; values: Float32Array };
      feeds[NAMES.pastKeys(i)] = this.#rows(keys, 0, position);
      feeds[NAMES.pastValues(i)] = this.#rows(values, 0, position);
      // The new rows are written to the place where the next step reads them.
      fetches[NAMES.newKeys(i)] = this.#rows(keys, position, position + 1);
      fetches[NAMES.newValues(i)] = this.#rows(values, position, position + 1);
    }
    const outputs = await this.#step.run(feeds, fetches);
    const [logit = 0, secondLogit = 0] = outputs[NAMES.best]?.data as Float32Array;
    const [best = 0n, second = 0n] = outputs[NAMES.bestTokens]?.data as BigInt64Array;
    const [logSum = 0] = outputs[NAMES.logSum]?.data as Float32Array;
    const [end = 0] = outputs[NAMES.end]?.data as Float32Array;
    return {
      best: Number(best),
      logProb: logit - logSum,
      second: Number(second),
      secondLogProb: secondLogit - logSum,
      end: end - logSum,
    };
  }

  #rows(data: Float32Array, from: number, to: number): Tensor {
    const { width } = this.#sizes;
    return new this.#Tensor("float32", data.subarray(from * width, to * width), [to - from, width]);
  }

  #makeRoom(tokens: number): void {
    const { width, layers } = this.#sizes;
    const grown = (old: Float32Array | undefined): Float32Array => {
      const data = new Float32Array(tokens * width);
      if (old) data.set(old);
      return data;
    };
    this.#past = Array.from({ length: layers }, (_, i) => ({
      keys: grown(this.#past[i]?.keys),
      values: grown(this.#past[i]?.values),
    }));
  }

  #embed(token: number): void {
    const { bytes, zero, scale, columns } = this.#embedding;
    for (let i = 0; i < columns; i++) this.#row[i] = ((bytes[token * columns + i] as number) - zero) * scale;
  }

  /** Sets cosines and sines of a position. The first pairs of elements are rotated; the rest stay. */
  #turn(position: number): void {
    const { width, heads } = this.#sizes;
    for (let head = 0; head < 2 * width; head += width / heads) {
      for (const [i, turn] of this.#turns.entries()) {
        const at = head + 2 * i;
        this.#cosines[at] = this.#cosines[at + 1] = Math.cos(position * turn);
        const sine = Math.sin(position * turn);
        this.#sines[at] = -sine;
        this.#sines[at + 1] = sine;
      }
    }
  }
}
