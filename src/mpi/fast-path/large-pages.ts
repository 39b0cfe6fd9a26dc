/** Large buffers in large pages: copying megabytes between processes is up to twice as fast there. */
import { native } from "../addon/native.js";

/** Smaller buffers gain nothing that could be measured. */
const LARGE_BYTES = 4 << 20;
/** Moving memory that was written before costs as much as some messages: worth it for a buffer that is used again and again. */
const MOVED_AT_USE = 8;

const uses = new WeakMap<ArrayBufferLike, number>();

/** Notes that a buffer goes through MPI. At its first use its memory that was not written yet will be in large pages, at its eighth all of it. */
export function preferLargePages(data: ArrayBufferView): void {
  if (data.byteLength < LARGE_BYTES) return;
  const times = (uses.get(data.buffer) ?? 0) + 1;
  if (times > MOVED_AT_USE) return;
  uses.set(data.buffer, times);
  if (times !== 1 && times !== MOVED_AT_USE) return;
  const whole = new Uint8Array(data.buffer);
  native().largePages(whole, whole.byteLength, times === 1 ? 0 : 1);
}

/** Memory for a message of so many bytes. It is not filled with zeros: all of it is received over. */
export function messageRoom(bytes: number): Uint8Array<ArrayBuffer> {
  const buffer = bytes < LARGE_BYTES ? undefined : native().memoryRoom(bytes);
  return buffer ? new Uint8Array(buffer) : Buffer.allocUnsafeSlow(bytes);
}
