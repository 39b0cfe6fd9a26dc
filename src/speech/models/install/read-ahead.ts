/** Reads the body of a download ahead of its writer, so that a broken connection loses nothing that has arrived. */
import type { ReadableStream, ReadableStreamDefaultReader } from "node:stream/web";

/** Bytes that may wait for the writer. */
const MOST_WAITING = 2 ** 20;

/**
 * A stream drops unread data when its connection breaks. Node.js 26 notices the break before a slow disk has opened the
 * file, so that a try would make no progress at all. This class reads from the start, returns every piece that arrived,
 * and only then throws the error of the stream.
 *
 * @example
 * const body = new ReadAhead(response.body);
 * for await (const bytes of body) await handle.write(bytes);
 */
export class ReadAhead {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #over = false;
  #failure: { error: unknown } | null = null;
  /** The reader waits only while pieces wait, and the writer only while none does, so that one callback serves both. */
  #wake: () => void = () => undefined;

  constructor(body: ReadableStream<Uint8Array> | null) {
    this.#reader = body?.getReader();
    void this.#read();
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const value = (await this.#reader?.read())?.value;
        if (value === undefined) break;
        this.#waiting.push(value);
        this.#waitingBytes += value.length;
        this.#wake();
        while (this.#waitingBytes >= MOST_WAITING) await this.#change();
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#over = true;
    this.#wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = this.#waiting.shift();
      if (piece) {
        this.#waitingBytes -= piece.length;
        this.#wake();
        yield piece;
      } else if (this.#over) {
        if (this.#failure) throw this.#failure.error;
        return;
      } else await this.#change();
    }
  }

  /** Ends the download and drops unread pieces. Never rejects. */
  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => undefined);
  }
}
