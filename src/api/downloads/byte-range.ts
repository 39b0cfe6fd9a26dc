/** The part of a content that a Range header asks for. Pure. */

/**
 * The first and last byte, both included; null for the whole: without the header, and where it is none that is understood (RFC 9110, 14.2: then it is as
 * if it were not there). Several ranges are not understood.
 *
 * By hand, because range-parser 1.3 calls a suffix unsatisfiable that is longer than the content; it is the whole (RFC 9110, 14.1.2).
 *
 * @example
 * rangeIn(100, "bytes=90-"); // [90, 99]
 * rangeIn(100, "bytes=100-"); // "unsatisfiable"
 */
export function rangeIn(bytes: number, header: string | undefined): [number, number] | "unsatisfiable" | null {
  const [match, from = "", to = ""] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? "") ?? [];
  if (match === undefined || (from === "" && to === "")) return null;
  if (from === "")
    return to.match(/[1-9]/) && bytes > 0 ? [Math.max(0, bytes - Number(to)), bytes - 1] : "unsatisfiable";
  const first = Number(from);
  if (to !== "" && Number(to) < first) return null;
  if (first >= bytes) return "unsatisfiable";
  return [first, to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1)];
}
