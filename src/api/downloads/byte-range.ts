/** The part of a content that a Range header requests. Pure. */

/**
 * The first and last byte, both included. null means the whole content: there is no header, it is not valid (RFC 9110, section 14.2: then it is ignored),
 * or it has several ranges, which this server does not support.
 *
 * By hand and not by range-parser: version 1.2 answers a suffix that is longer than the content with "unsatisfiable" although it is the whole content
 * (RFC 9110, section 14.1.2), and version 2 needs Node.js 22.
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
