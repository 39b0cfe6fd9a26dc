/** Splits a form into its parts while it arrives. The reader pulls: each read resolves with bytes or with the end, or rejects. */
import { Problem } from "../http/problem.js";
import { asUtf8, readPartHead, type PartHead } from "./part-head.js";

/** How many bytes may precede the first part, and how many a part's head may have. */
const HEAD_MOST = 8 * 1024;
const CRLF = Buffer.from("\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");

/** One part. Its bytes must be read to their end before the next part is requested. */
export interface FormPart extends PartHead {
  bytes: AsyncGenerator<Uint8Array, void>;
}

const cutOff = (): Problem =>
  new Problem(400, "the form has no end: it was cut off, or its boundary is not the one that its Content-Type names");

/** Reads bytes up to a delimiter, as they arrive. */
class DelimitedReader {
  readonly #source: AsyncIterator<Uint8Array>;
  /** It begins with a line break, because the first delimiter may stand at the very start. */
  #held: Buffer = CRLF;

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  /** Waits for more bytes. Returns false at the end. */
  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#held = this.#held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#held, next.value]);
    return true;
  }

  /** The next `count` bytes; fewer at the end. */
  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count && (await this.#more()));
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(taken.length);
    return taken;
  }

  /** The bytes before a delimiter; the delimiter is consumed. Throws a Problem if it does not come within `most` bytes. */
  async before(delimiter: Buffer, most: number): Promise<Buffer> {
    for (let from = 0; ;) {
      const at = this.#held.indexOf(delimiter, from);
      if (at >= 0 && at <= most) {
        const before = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + delimiter.length);
        return before;
      }
      if (this.#held.length > most + delimiter.length)
        throw new Problem(400, `the form cannot be read: a part's head has more than ${most} bytes`);
      from = Math.max(0, this.#held.length - delimiter.length + 1);
      if (!(await this.#more())) throw cutOff();
    }
  }

  /** The bytes before a delimiter in pieces, without a limit; the delimiter is consumed. */
  async *until(delimiter: Buffer): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const at = this.#held.indexOf(delimiter);
      // The last bytes are held back, because they may be the start of a delimiter.
      const sure = at >= 0 ? at : Math.max(0, this.#held.length - delimiter.length + 1);
      const piece = this.#held.subarray(0, sure);
      this.#held = this.#held.subarray(at >= 0 ? at + delimiter.length : sure);
      if (piece.length > 0) yield piece;
      if (at >= 0) return;
      if (!(await this.#more())) throw cutOff();
    }
  }
}

/**
 * The parts of a form, in order. Throws a Problem with status 400 if the form is malformed.
 *
 * @example
 * for await (const { name, bytes } of formParts(stream, "x")) for await (const piece of bytes) use(name, piece);
 */
export async function* formParts(source: AsyncIterator<Uint8Array>, boundary: string): AsyncGenerator<FormPart, void> {
  const delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  const form = new DelimitedReader(source);
  await form.before(delimiter, HEAD_MOST);
  for (;;) {
    const begin = await form.take(2);
    if (begin.toString("latin1") === "--") return;
    // The rest of the delimiter's line, which may contain white space, and the lines of the head.
    const head = Buffer.concat([begin, await form.before(HEAD_END, HEAD_MOST)]);
    const [line = "", ...lines] = asUtf8(head, "a part's head").split("\r\n");
    if (line.trim() !== "")
      throw new Problem(400, "the form cannot be read: a boundary is followed by text on the same line");
    const bytes = form.until(delimiter);
    yield { ...readPartHead(lines), bytes };
  }
}
