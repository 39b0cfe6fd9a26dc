/** Tells from what a library or the JavaScript engine writes that there was no memory left. Pure. */

/** Of onnxruntime's arena, of C++, of V8 and of Node.js's buffers, in this order. */
const SIGNS =
  /failed to allocate memory|bad_alloc|bad allocation|cannot allocate memory|out of memory|(buffer|array buffer|memory) allocation failed/i;

/** What a person can do about it. */
export const OUT_OF_MEMORY = "ran out of memory: start fewer ranks on this host, or take a smaller model";

/**
 * Whether the message of an error, or the end of a process's standard error, says that memory ran out.
 *
 * @example
 * isOutOfMemory("std::bad_alloc"); // true
 */
export function isOutOfMemory(text: string): boolean {
  return SIGNS.test(text);
}
