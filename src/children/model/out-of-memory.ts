/** Recognizes the messages of libraries and of the JavaScript engine for exhausted memory. Pure. */

/** The messages of emscripten, of onnxruntime's arena, of C++, of V8 and of Node.js's buffers, in this order. */
const SIGNS =
  /aborted\(oom\)|failed to allocate memory|bad_alloc|bad allocation|cannot allocate memory|out of memory|(buffer|array buffer|memory) allocation failed/i;

/** The end of a sentence for people, with what they can do. */
export const OUT_OF_MEMORY = "ran out of memory: start fewer ranks on this host, or use a smaller model";

/**
 * Whether an error message, or the end of a process's standard error, reports that memory ran out.
 *
 * @example
 * isOutOfMemory("std::bad_alloc"); // true
 */
export function isOutOfMemory(text: string): boolean {
  return SIGNS.test(text);
}
