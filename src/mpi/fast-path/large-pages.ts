/** Large pages for large buffers: copying megabytes between processes is up to twice as fast. */
import { native } from "../addon/native.js";

/** No gain could be measured for smaller buffers. */
const LARGE_BYTES = 4 << 20;
/**
 * Moving memory that is already written costs as much as some messages, so it pays only for buffers in repeated use.
 */
const MOVED_AT_USE = 8;

const uses = new WeakMap<ArrayBufferLike, number>();

/**
 * Notes that a buffer goes through MPI. At its first use, memory that is not written yet will get large pages. At its
 * eighth use, all of it moves to large pages.
 */
export function preferLargePages(data: ArrayBufferView): void {
  if (data.byteLength < LARGE_BYTES) return;
  const times = (uses.get(data.buffer) ?? 0) + 1;
  if (times > MOVED_AT_USE) return;
  uses.set(data.buffer, times);
  if (times !== 1 && times !== MOVED_AT_USE) return;
  const whole = new Uint8Array(data.buffer);
  native().largePages(whole, whole.byteLength, times === 1 ? 0 : 1);
}

/** Memory for a message of `bytes` bytes. It is not zeroed, because the message overwrites all of it. */
export function messageRoom(bytes: number): Uint8Array<ArrayBuffer> {
  const buffer = bytes < LARGE_BYTES ? undefined : native().memoryRoom(bytes);
  return buffer ? new Uint8Array(buffer) : Buffer.allocUnsafeSlow(bytes);
}
