/**
 * Reading and writing files: at an offset, at the rank's file pointer or at the shared one; by one rank or by all ranks
 * together.
 */
import { blockOf, type BufferLike } from "../datatype/buffer.js";
import { UNDEFINED } from "../constants.js";
import { refuse } from "../error.js";
import { native, type Posted } from "../addon/native.js";
import type { ThreadCalls } from "../addon/native-calls.js";
import { PostedRequest } from "../requests/posted-request.js";
import { takeSlot } from "../requests/slots.js";
import type { Request } from "../requests/request.js";
import { Status } from "../requests/status.js";
import { blocking, storedIndex, onThread, result } from "../addon/thread-calls.js";

type Way = "Read" | "Write";
type Plain = "" | "All" | "Shared" | "Ordered";
type At = "At" | "AtAll";
type PlainCall = `file${Way}${Plain}` & keyof ThreadCalls;
type AtCall = `file${Way}${At}` & keyof ThreadCalls;
type PlainPost = `fileI${"read" | "write"}${Exclude<Plain, "Ordered">}`;
type AtPost = `fileI${"read" | "write"}${At}`;

/** The number of bytes that were read or written. */
function statusOf(into: Float64Array): Status {
  return new Status(UNDEFINED, UNDEFINED, storedIndex(into), false);
}

export class FileAccess {
  #index: number;

  /** @internal */
  protected constructor(index: number) {
    this.#index = index;
  }

  /** @internal */
  protected handle(operation: string): number {
    if (this.#index < 0) refuse("MPI_ERR_FILE", operation, "the file was closed: open it again");
    return this.#index;
  }

  /** Returns the handle and invalidates it. @internal */
  protected leave(): number {
    const index = this.handle("MPI_File_close");
    this.#index = -1;
    return index;
  }

  async #move(call: PlainCall, operation: string, buffer: BufferLike): Promise<Status> {
    const { data, count, type } = blockOf(buffer, operation);
    const into = result();
    await onThread(call, operation, this.handle(operation), data, count, type, into);
    return statusOf(into);
  }
  #moveSync(call: PlainCall, operation: string, buffer: BufferLike): Status {
    const { data, count, type } = blockOf(buffer, operation);
    const into = result();
    blocking(call, operation, this.handle(operation), data, count, type, into);
    return statusOf(into);
  }
  #post(call: PlainPost, operation: string, buffer: BufferLike): Request {
    const { data, count, type } = blockOf(buffer, operation);
    const handle = this.handle(operation);
    const slot = takeSlot();
    const posted: Posted = native()[call](slot, 0, handle, data, count, type);
    return new PostedRequest(posted, slot, operation, data);
  }
  async #moveAt(call: AtCall, operation: string, offset: number, buffer: BufferLike): Promise<Status> {
    checkOffset(offset, operation);
    const { data, count, type } = blockOf(buffer, operation);
    const into = result();
    await onThread(call, operation, this.handle(operation), offset, data, count, type, into);
    return statusOf(into);
  }
  #moveAtSync(call: AtCall, operation: string, offset: number, buffer: BufferLike): Status {
    checkOffset(offset, operation);
    const { data, count, type } = blockOf(buffer, operation);
    const into = result();
    blocking(call, operation, this.handle(operation), offset, data, count, type, into);
    return statusOf(into);
  }
  #postAt(call: AtPost, operation: string, offset: number, buffer: BufferLike): Request {
    checkOffset(offset, operation);
    const { data, count, type } = blockOf(buffer, operation);
    const handle = this.handle(operation);
    const slot = takeSlot();
    const posted: Posted = native()[call](slot, 0, handle, offset, data, count, type);
    return new PostedRequest(posted, slot, operation, data);
  }

  /**
   * Reads at an offset, in elements of the view. The status has the number of bytes, which is smaller than requested at
   * the end of the file.
   */
  readAt(offset: number, buffer: BufferLike): Promise<Status> {
    return this.#moveAt("fileReadAt", "MPI_File_read_at", offset, buffer);
  }
  readAtSync(offset: number, buffer: BufferLike): Status {
    return this.#moveAtSync("fileReadAt", "MPI_File_read_at", offset, buffer);
  }
  ireadAt(offset: number, buffer: BufferLike): Request {
    return this.#postAt("fileIreadAt", "MPI_File_iread_at", offset, buffer);
  }

  /** Like readAt, by all ranks together. Collective. */
  readAtAll(offset: number, buffer: BufferLike): Promise<Status> {
    return this.#moveAt("fileReadAtAll", "MPI_File_read_at_all", offset, buffer);
  }
  readAtAllSync(offset: number, buffer: BufferLike): Status {
    return this.#moveAtSync("fileReadAtAll", "MPI_File_read_at_all", offset, buffer);
  }
  ireadAtAll(offset: number, buffer: BufferLike): Request {
    return this.#postAt("fileIreadAtAll", "MPI_File_iread_at_all", offset, buffer);
  }

  /** Reads at the rank's file pointer and advances it. Resolves with the number of bytes. */
  read(buffer: BufferLike): Promise<Status> {
    return this.#move("fileRead", "MPI_File_read", buffer);
  }
  readSync(buffer: BufferLike): Status {
    return this.#moveSync("fileRead", "MPI_File_read", buffer);
  }
  iread(buffer: BufferLike): Request {
    return this.#post("fileIread", "MPI_File_iread", buffer);
  }

  /** Like read, by all ranks together, so that the library can combine their accesses. Collective. */
  readAll(buffer: BufferLike): Promise<Status> {
    return this.#move("fileReadAll", "MPI_File_read_all", buffer);
  }
  readAllSync(buffer: BufferLike): Status {
    return this.#moveSync("fileReadAll", "MPI_File_read_all", buffer);
  }
  ireadAll(buffer: BufferLike): Request {
    return this.#post("fileIreadAll", "MPI_File_iread_all", buffer);
  }

  /** Reads at the shared file pointer. The order of the ranks is arbitrary. */
  readShared(buffer: BufferLike): Promise<Status> {
    return this.#move("fileReadShared", "MPI_File_read_shared", buffer);
  }
  readSharedSync(buffer: BufferLike): Status {
    return this.#moveSync("fileReadShared", "MPI_File_read_shared", buffer);
  }
  ireadShared(buffer: BufferLike): Request {
    return this.#post("fileIreadShared", "MPI_File_iread_shared", buffer);
  }

  /** Like readShared, in rank order. Collective. MPI has no nonblocking form. */
  readOrdered(buffer: BufferLike): Promise<Status> {
    return this.#move("fileReadOrdered", "MPI_File_read_ordered", buffer);
  }
  readOrderedSync(buffer: BufferLike): Status {
    return this.#moveSync("fileReadOrdered", "MPI_File_read_ordered", buffer);
  }

  /** Writes at an offset, in elements of the view. */
  writeAt(offset: number, buffer: BufferLike): Promise<Status> {
    return this.#moveAt("fileWriteAt", "MPI_File_write_at", offset, buffer);
  }
  writeAtSync(offset: number, buffer: BufferLike): Status {
    return this.#moveAtSync("fileWriteAt", "MPI_File_write_at", offset, buffer);
  }
  iwriteAt(offset: number, buffer: BufferLike): Request {
    return this.#postAt("fileIwriteAt", "MPI_File_iwrite_at", offset, buffer);
  }

  /** Like writeAt, by all ranks together. Collective. */
  writeAtAll(offset: number, buffer: BufferLike): Promise<Status> {
    return this.#moveAt("fileWriteAtAll", "MPI_File_write_at_all", offset, buffer);
  }
  writeAtAllSync(offset: number, buffer: BufferLike): Status {
    return this.#moveAtSync("fileWriteAtAll", "MPI_File_write_at_all", offset, buffer);
  }
  iwriteAtAll(offset: number, buffer: BufferLike): Request {
    return this.#postAt("fileIwriteAtAll", "MPI_File_iwrite_at_all", offset, buffer);
  }

  /** Writes at the rank's file pointer and advances it. Resolves with the number of bytes. */
  write(buffer: BufferLike): Promise<Status> {
    return this.#move("fileWrite", "MPI_File_write", buffer);
  }
  writeSync(buffer: BufferLike): Status {
    return this.#moveSync("fileWrite", "MPI_File_write", buffer);
  }
  iwrite(buffer: BufferLike): Request {
    return this.#post("fileIwrite", "MPI_File_iwrite", buffer);
  }

  /** Like write, by all ranks together, so that the library can combine their accesses. Collective. */
  writeAll(buffer: BufferLike): Promise<Status> {
    return this.#move("fileWriteAll", "MPI_File_write_all", buffer);
  }
  writeAllSync(buffer: BufferLike): Status {
    return this.#moveSync("fileWriteAll", "MPI_File_write_all", buffer);
  }
  iwriteAll(buffer: BufferLike): Request {
    return this.#post("fileIwriteAll", "MPI_File_iwrite_all", buffer);
  }

  /** Writes at the shared file pointer. The order of the ranks is arbitrary. */
  writeShared(buffer: BufferLike): Promise<Status> {
    return this.#move("fileWriteShared", "MPI_File_write_shared", buffer);
  }
  writeSharedSync(buffer: BufferLike): Status {
    return this.#moveSync("fileWriteShared", "MPI_File_write_shared", buffer);
  }
  iwriteShared(buffer: BufferLike): Request {
    return this.#post("fileIwriteShared", "MPI_File_iwrite_shared", buffer);
  }

  /** Like writeShared, in rank order. Collective. MPI has no nonblocking form. */
  writeOrdered(buffer: BufferLike): Promise<Status> {
    return this.#move("fileWriteOrdered", "MPI_File_write_ordered", buffer);
  }
  writeOrderedSync(buffer: BufferLike): Status {
    return this.#moveSync("fileWriteOrdered", "MPI_File_write_ordered", buffer);
  }
}

function checkOffset(offset: number, operation: string): void {
  if (!Number.isSafeInteger(offset) || offset < 0) {
    refuse("MPI_ERR_ARG", operation, `offset ${offset} is not a whole number from 0`);
  }
}
