/** What a download is called at the caller's. Pure. */
import { lineText } from "../../subtitles/text/plain-text.js";

/** An uploaded name without its ending. */
export function baseOf(filename: string): string {
  return filename.replace(/\.[^.]*$/, "") || "video";
}

/**
 * The value of Content-Disposition for a name of any letters: RFC 6266, with RFC 5987's form for those beyond ASCII.
 *
 * @example
 * attachment("año.mp4"); // attachment; filename="a_o.mp4"; filename*=UTF-8''a%C3%B1o.mp4
 */
export function attachment(name: string): string {
  // Names that were kept before the rule for text held may have what a terminal obeys, or half a character, which has no form in UTF-8.
  const whole = lineText(name) || "video";
  const plain = whole.replace(/[^ -~]|["\\%]/gu, "_");
  const encoded = encodeURIComponent(whole).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
