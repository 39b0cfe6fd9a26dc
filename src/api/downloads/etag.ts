/** Conditions of requests by entity tags: RFC 9110, sections 8.8.3 and 13. Every route that answers with an ETag asks here. Pure. */
import { Problem } from "../http/problem.js";

interface EntityTag {
  isWeak: boolean;
  /** With its quotes. */
  opaque: string;
}

const TAG = /^(W\/)?("[\x21\x23-\x7e\x80-\uffff]*")[ \t]*/;

/** A header's entity tags, "*" for any, or null if it is neither: a comma may stand inside of a tag. */
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

/** Whether `If-Match` holds: by the strong comparison, so a weak tag never does. `current`: null if there is nothing yet. Throws a Problem (400) if it is malformed. */
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

/** Whether `If-None-Match` holds: by the weak comparison. One that is malformed is as good as none. */
export function holdsIfNoneMatch(header: string | undefined, current: string | null): boolean {
  const tags = entityTags(header ?? "");
  if (tags === null || current === null) return true;
  return tags !== "*" && !tags.some(({ opaque }) => opaque === current.replace(/^W\//, ""));
}

type Asked = (header: string) => string | undefined;

/** Dates in headers have whole seconds. */
export const inSeconds = (date: Date): number => Math.floor(date.getTime() / 1000) * 1000;

/**
 * What the conditions of a GET or HEAD say of a content, in the order of section 13.2.2: "send" it, or "unchanged" (304). Throws a Problem with status 412
 * if the content is not the one that was asked for.
 *
 * @example
 * if (conditionsOf({ etag: '"3"', modified: null }, (name) => context.req.header(name)) === "unchanged") return context.body(null, 304);
 */
export function conditionsOf(
  { etag, modified }: { etag: string; modified: Date | null },
  asked: Asked,
): "send" | "unchanged" {
  const match = asked("if-match");
  const unmodified = Date.parse(asked("if-unmodified-since") ?? "");
  const isOther =
    match !== undefined ? !holdsIfMatch(match, etag) : modified !== null && inSeconds(modified) > unmodified;
  if (isOther) throw new Problem(412, "it has changed since: get it again", { ETag: etag });
  const noneMatch = asked("if-none-match");
  if (noneMatch !== undefined) return holdsIfNoneMatch(noneMatch, etag) ? "send" : "unchanged";
  const since = Date.parse(asked("if-modified-since") ?? "");
  return modified !== null && inSeconds(modified) <= since ? "unchanged" : "send";
}
