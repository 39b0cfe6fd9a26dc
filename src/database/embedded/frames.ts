/** Values in frames on a socket: four bytes of length, then V8's form of the value, which keeps dates. Both ends are this version of Sister. */
import { deserialize, serialize } from "node:v8";

const HEAD = 4;
/** Nothing that we send is larger: a long video's subtitles are megabytes. */
const FRAME_MOST = 256 << 20;

export function frameOf(value: unknown): Buffer {
  const body = serialize(value);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

/** Takes bytes as they come, and gives the values of whole frames. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #length = 0;

  push(piece: Buffer): unknown[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const values: unknown[] = [];
    while (this.#length >= HEAD) {
      let all = this.#pieces[0] ?? Buffer.alloc(0);
      if (all.length < HEAD) all = this.#join();
      const bytes = all.readUInt32LE(0);
      if (bytes > FRAME_MOST) throw new Error(`a frame of ${bytes} bytes: the other end is no Sister`);
      if (this.#length < HEAD + bytes) break;
      if (all.length < HEAD + bytes) all = this.#join();
      values.push(deserialize(all.subarray(HEAD, HEAD + bytes)));
      this.#pieces[0] = all.subarray(HEAD + bytes);
      this.#length -= HEAD + bytes;
    }
    return values;
  }

  #join(): Buffer {
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [all];
    return all;
  }
}
