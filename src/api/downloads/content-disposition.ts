/** The name under which a client saves a download. Pure. */
import { encodeExtended, format } from "content-disposition";
import { lineText } from "../../subtitles/text/plain-text.js";

/** An uploaded name without its extension. */
export function baseOf(filename: string): string {
  return filename.replace(/\.[^.]*$/, "") || "video";
}

/**
 * The value of Content-Disposition (RFC 6266) for a name with any letters. Clients that do not know `filename*` get a name in which `_` replaces
 * what they read differently: letters beyond ASCII, quotes, backslashes and percent signs.
 *
 * @param type "attachment": the client saves the content; "inline": a browser shows it
 * @example
 * contentDisposition("año.mp4"); // attachment; filename=a_o.mp4; filename*=UTF-8''a%C3%B1o.mp4
 */
export function contentDisposition(name: string, type: "attachment" | "inline" = "attachment"): string {
  // Names that were stored before the rule for text may contain control characters, or half a character, which UTF-8 cannot encode.
  const whole = lineText(name) || "video";
  const filename = whole.replace(/[^ -~]|["\\%]/gu, "_");
  return format({ type, parameters: { filename, "filename*": encodeExtended(whole) } }, { extended: false });
}
