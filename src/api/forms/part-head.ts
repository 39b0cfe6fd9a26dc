/** The head of one part of a form: RFC 7578, with names as in RFC 8187. It is strict: a head that could be read in two ways is refused. Pure. */
import { Problem } from "../http/problem.js";

/** What a part's head contains. */
export interface PartHead {
  /** The field's name. */
  name: string;
  /** As the client sent it; null if the part has none. */
  filename: string | null;
}

const NAME_MOST = 100;
/** One parameter of a header: a token, or a quoted string. */
const PARAMETER = /^;\s*([\w!#$&+.^`|~-]+\*?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))\s*/;
/** Control characters in a name after it is decoded. */
// eslint-disable-next-line no-control-regex -- these are refused
const CONTROLS = /[\u0000-\u001f\u007f]/;

const refuse = (why: string): Problem => new Problem(400, `the form cannot be read: ${why}`);

/** Decodes UTF-8. Throws a Problem with status 400 if the bytes are not UTF-8. */
export function asUtf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse(`${what} is not UTF-8`);
  }
}

/**
 * Splits the value of a header: `form-data; name="a"` is "form-data" and a map of parameters. Throws a Problem with status 400 if a parameter is malformed or
 * occurs twice.
 */
export function parametersOf(header: string, what: string): { value: string; parameters: Map<string, string> } {
  const end = header.indexOf(";");
  const value = (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
  const parameters = new Map<string, string>();
  for (let rest = end < 0 ? "" : header.slice(end).trimEnd(); rest !== "" && rest !== ";";) {
    const [match, name = "", quoted, plain = ""] = PARAMETER.exec(rest) ?? [];
    if (match === undefined) throw refuse(`${what} has a malformed parameter`);
    const key = name.toLowerCase();
    if (parameters.has(key)) throw refuse(`${what} has "${key}" twice`);
    // Old browsers send paths with backslashes, so only an escaped quote or backslash is unescaped.
    parameters.set(key, quoted === undefined ? plain : quoted.replace(/\\(["\\])/g, "$1"));
    rest = rest.slice(match.length);
  }
  return { value, parameters };
}

/** Decodes a value of RFC 8187: `UTF-8'en'a%20b` is "a b". */
function extended(value: string, what: string): string {
  const [, charset = "", encoded = ""] = /^([\w-]+)'[\w-]*'((?:[\w!#$&+.^`|~-]|%[0-9a-f]{2})*)$/i.exec(value) ?? [];
  const bytes = Buffer.from(
    encoded.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    "latin1",
  );
  if (charset === "") throw refuse(`${what} is malformed: write it as UTF-8''name, with percent-encoding`);
  const known = charset.toLowerCase();
  if (known !== "utf-8" && known !== "iso-8859-1") throw refuse(`${what} has a charset that is not UTF-8`);
  const text = known === "utf-8" ? asUtf8(bytes, what) : bytes.toString("latin1");
  if (CONTROLS.test(text)) throw refuse(`${what} holds control characters`);
  return text;
}

function parameter(parameters: ReadonlyMap<string, string>, name: string): string | null {
  const long = parameters.get(`${name}*`);
  return long === undefined ? (parameters.get(name) ?? null) : extended(long, `the part's ${name}`);
}

/**
 * Parses the lines of a part's head. Throws a Problem with status 400 if the head is malformed.
 *
 * @example
 * readPartHead(['Content-Disposition: form-data; name="video"; filename="talk.mp4"']);
 * // { name: "video", filename: "talk.mp4" }
 */
export function readPartHead(lines: readonly string[]): PartHead {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [match, name = "", value = ""] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*)$/s.exec(line) ?? [];
    if (match === undefined || /[\r\n]/.test(line)) throw refuse("a part has a malformed header");
    const key = name.toLowerCase();
    if (headers.has(key)) throw refuse(`a part has the header "${key.slice(0, 40)}" twice`);
    headers.set(key, value.trim());
  }
  const { value, parameters } = parametersOf(headers.get("content-disposition") ?? "", "Content-Disposition");
  if (value !== "form-data") throw refuse('a part has no "Content-Disposition: form-data"');
  const encoding = headers.get("content-transfer-encoding")?.toLowerCase() ?? "binary";
  if (!/^(7bit|8bit|binary)$/.test(encoding)) throw refuse("a part has a Content-Transfer-Encoding: send its bytes");
  const name = parameter(parameters, "name");
  if (name === null || name === "") throw refuse("a part has no name");
  if (name.length > NAME_MOST) throw refuse(`a part's name has more than ${NAME_MOST} characters`);
  if (CONTROLS.test(name)) throw refuse("a part's name holds control characters");
  return { name, filename: parameter(parameters, "filename") };
}

/** The boundary that the Content-Type of a form names; a Problem with status 400 if it is missing or malformed (RFC 2046, 5.1.1). */
export function boundaryOf(contentType: string): string {
  const boundary = parametersOf(contentType, "Content-Type").parameters.get("boundary") ?? "";
  if (!/^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/.test(boundary))
    throw refuse("its Content-Type names no boundary: write multipart/form-data; boundary=…");
  return boundary;
}
