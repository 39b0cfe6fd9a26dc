/** Writes a stream to a file while more of it arrives: neither waits for the other with each piece. */
import type { FileHandle } from "node:fs/promises";

/** Bytes that may wait in memory for the disk. */
const WAITING_MOST = 2 ** 20;

export interface WriteBehindOptions {
  /** Called with bytes that were written, in order, and their offset in the file. */
  onWritten: (piece: Uint8Array, offset: number) => void;
  /** Asked before each write: may this writer still write? Once it is false, nothing more is written. */
  mayWrite?: () => boolean;
}

/**
 * @example
 * const writer = new WriteBehind(file, 0, { onWritten: (piece) => hash.update(piece) });
 * for await (const piece of stream) if (!(await writer.push(piece))) break;
 * await writer.flush();
 */
export class WriteBehind {
  readonly #file: Pick<FileHandle, "writev">;
  readonly #options: WriteBehindOptions;
  #end: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** Resolves when nothing waits; null if nothing is being written. */
  #writing: Promise<void> | null = null;
  #hasStopped = false;
  #failure: { error: unknown } | null = null;

  /** @param offset where in the file the first piece belongs */
  constructor(file: Pick<FileHandle, "writev">, offset: number, options: WriteBehindOptions) {
    this.#file = file;
    this.#end = offset;
    this.#options = options;
  }

  /** The offset after the last byte that was written. */
  get end(): number {
    return this.#end;
  }

  /**
   * Takes the next piece, which must not change any more. Waits if too many bytes wait already. Resolves with false if
   * this writer may not write any more, and rejects if a write failed.
   */
  async push(piece: Uint8Array): Promise<boolean> {
    this.#throwFailure();
    if (this.#hasStopped) return false;
    if (piece.length === 0) return true;
    this.#waiting.push(piece);
    this.#waitingBytes += piece.length;
    this.#writing ??= this.#write();
    if (this.#waitingBytes > WAITING_MOST) await this.#writing;
    this.#throwFailure();
    return !this.#hasStopped;
  }

  /** Resolves when all pieces are written, or may not be written any more. Rejects if a write failed. */
  async flush(): Promise<void> {
    await this.#writing;
    this.#throwFailure();
  }

  /** Never rejects: the failure is kept for the next `push` or `flush`. */
  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && !this.#hasStopped) {
        if (this.#options.mayWrite?.() === false) {
          this.#hasStopped = true;
          break;
        }
        const pieces = this.#waiting;
        this.#waiting = [];
        this.#waitingBytes = 0;
        await this.#writeAll(pieces);
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#writing = null;
  }

  /** The system may write less than it was given, as on a disk that is nearly full. */
  async #writeAll(pieces: Uint8Array[]): Promise<void> {
    for (let left = pieces; left.length > 0;) {
      const { bytesWritten } = await this.#file.writev(left, this.#end);
      const { written, rest } = splitAt(left, bytesWritten);
      for (const piece of written) {
        this.#options.onWritten(piece, this.#end);
        this.#end += piece.length;
      }
      left = rest;
    }
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

/** The first `bytes` of some pieces, and the rest. */
function splitAt(pieces: readonly Uint8Array[], bytes: number): { written: Uint8Array[]; rest: Uint8Array[] } {
  const written: Uint8Array[] = [];
  const rest: Uint8Array[] = [];
  let left = bytes;
  for (const piece of pieces) {
    const whole = Math.min(left, piece.length);
    if (whole > 0) written.push(piece.subarray(0, whole));
    if (whole < piece.length) rest.push(piece.subarray(whole));
    left -= whole;
  }
  return { written, rest };
}
