/** Conditional requests by entity tags: RFC 9110, sections 8.8.3 and 13. Every route that answers with an ETag uses this file. Pure. */
import { Problem } from "../http/problem.js";

interface EntityTag {
  isWeak: boolean;
  /** The tag with its quotes. */
  opaque: string;
}

const TAG = /^(W\/)?("[\x21\x23-\x7e\x80-\uffff]*")[ \t]*/;

/** A header's entity tags, "*" for any, or null if it is malformed. A tag may contain a comma. */
export function entityTags(header: string): readonly EntityTag[] | "*" | null {
  let rest = header.trim();
  if (rest === "*") return "*";
  const tags: EntityTag[] = [];
  while (rest !== "") {
    const [match, weak, opaque] = TAG.exec(rest) ?? [];
    if (match === undefined || opaque === undefined) return null;
    tags.push({ isWeak: weak !== undefined, opaque });
    rest = rest.slice(match.length);
    if (rest === "") break;
    if (!rest.startsWith(",")) return null;
    // Empty elements of a list are allowed (5.6.1.2).
    rest = rest.replace(/^[, \t]+/, "");
  }
  return tags.length > 0 ? tags : null;
}

/**
 * Whether `If-Match` holds, by the strong comparison: a weak tag never matches. Throws a Problem with status 400 if the header is malformed.
 *
 * @param current the ETag; null if there is no content yet
 */
export function holdsIfMatch(header: string, current: string | null): boolean {
  const tags = entityTags(header);
  if (tags === null)
    throw new Problem(
      400,
      'If-Match is malformed: give an ETag with its quotes, such as "3", several with commas, or *',
    );
  if (current === null) return false;
  if (tags === "*") return true;
  return !current.startsWith("W/") && tags.some(({ isWeak, opaque }) => !isWeak && opaque === current);
}

/** Whether `If-None-Match` holds, by the weak comparison. A malformed header is ignored. */
export function holdsIfNoneMatch(header: string | undefined, current: string | null): boolean {
  const tags = entityTags(header ?? "");
  if (tags === null || current === null) return true;
  return tags !== "*" && !tags.some(({ opaque }) => opaque === current.replace(/^W\//, ""));
}

/** A date as headers have it, in whole seconds. */
export const inSeconds = (date: Date): number => Math.floor(date.getTime() / 1000) * 1000;

/**
 * Checks the conditions of a GET or HEAD in the order of section 13.2.2: "send" the content, or answer that it is "unchanged" (304). Throws a Problem with
 * status 412 if the content is not the one that the request is for.
 *
 * @example
 * if (checkConditions({ etag: '"3"', modified: null }, (name) => context.req.header(name)) === "unchanged") return context.body(null, 304);
 */
export function checkConditions(
  { etag, modified }: { etag: string; modified: Date | null },
  header: (name: string) => string | undefined,
): "send" | "unchanged" {
  const match = header("if-match");
  const unmodified = Date.parse(header("if-unmodified-since") ?? "");
  const isOther =
    match !== undefined ? !holdsIfMatch(match, etag) : modified !== null && inSeconds(modified) > unmodified;
  if (isOther) throw new Problem(412, "the content has changed since: get it again", { ETag: etag });
  const noneMatch = header("if-none-match");
  if (noneMatch !== undefined) return holdsIfNoneMatch(noneMatch, etag) ? "send" : "unchanged";
  const since = Date.parse(header("if-modified-since") ?? "");
  return modified !== null && inSeconds(modified) <= since ? "unchanged" : "send";
}
