/**
 * The decoded audio of one job, on the disk of rank 0: a 10-hour video has 1.15 GB of samples, and memory must not grow
 * with it.
 */
import { randomUUID } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, SisterError } from "../../errors.js";

/** Samples that are gathered before they are written: 8 s, 256 KiB. */
const WRITE_SAMPLES = 128 * 1024;

/**
 * A file of samples without a name: it is removed as soon as it is open, so that no end of the process leaves it
 * behind. There is one writer, and any number of readers.
 *
 * @example
 * const spool = await AudioSpool.create();
 * await spool.append(samples);
 * const piece = await spool.read(0, 16_000);
 * await spool.close();
 */
export class AudioSpool {
  readonly #file: FileHandle;
  #written = 0;
  #tail = new Int16Array(WRITE_SAMPLES);
  #tailLength = 0;
  /** Bytes up to the end of the last piece that was written; after it come only pieces of silence. */
  #fileEnd = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * @param folder on a disk with 115 MB free for each hour of audio; default: the system's folder for temporary files
   */
  static async create(folder: string = tmpdir()): Promise<AudioSpool> {
    const path = join(folder, `sister-audio-${randomUUID()}`);
    const file = await open(path, "wx+", 0o600);
    await unlink(path);
    return new AudioSpool(file);
  }

  /** Number of samples. */
  get length(): number {
    return this.#written + this.#tailLength;
  }

  async append(samples: Int16Array): Promise<void> {
    let at = 0;
    while (at < samples.length) {
      const take = Math.min(WRITE_SAMPLES - this.#tailLength, samples.length - at);
      this.#tail.set(samples.subarray(at, at + take), this.#tailLength);
      this.#tailLength += take;
      at += take;
      if (this.#tailLength === WRITE_SAMPLES) await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    const piece = this.#tail.subarray(0, this.#tailLength);
    try {
      // Silence is a hole in the file and takes no space: a damaged time stamp can cause hours of it.
      let done = isSilent(piece) ? piece.byteLength : 0;
      while (done < piece.byteLength) {
        const at = this.#written * 2 + done;
        const { bytesWritten } = await this.#file.write(piece, done, piece.byteLength - done, at);
        done += bytesWritten;
        this.#fileEnd = at + bytesWritten;
      }
    } catch (error) {
      throw new SisterError(
        `the decoded audio could not be kept in ${tmpdir()} (${messageOf(error)}): free 115 MB for each hour of audio, or set TMPDIR to a disk that has them`,
        { cause: error },
      );
    }
    this.#written += this.#tailLength;
    // A new array, because a reader may still copy from the old one.
    this.#tail = new Int16Array(WRITE_SAMPLES);
    this.#tailLength = 0;
  }

  /** A copy of the samples `[start, end)`. */
  async read(start: number, end: number): Promise<Int16Array<ArrayBuffer>> {
    if (start < 0 || end > this.length || start > end)
      throw new RangeError(`no samples ${start} to ${end} of ${this.length}`);
    const samples = new Int16Array(end - start);
    const written = this.#written;
    if (end > written) {
      const from = Math.max(0, start - written);
      samples.set(this.#tail.subarray(from, end - written), Math.max(0, written - start));
    }
    const onDisk = Math.min(end, written) - start;
    let done = 0;
    while (done < Math.min(onDisk * 2, this.#fileEnd - start * 2)) {
      const { bytesRead } = await this.#file.read(samples, done, onDisk * 2 - done, start * 2 + done);
      if (bytesRead === 0) throw new Error("the spool of decoded audio is shorter than what was written");
      done += bytesRead;
    }
    return samples;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function isSilent(samples: Int16Array): boolean {
  return samples.every((sample) => sample === 0);
}
