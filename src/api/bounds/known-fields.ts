/**
 * Refuses unknown fields, and names the field that was probably meant. A request that is only partly understood would do something else than its client
 * expects.
 */
import type { z } from "zod";
import { editDistance } from "../../edit-distance.js";
import { Problem } from "../http/problem.js";

/** How many unknown names an error repeats, and how many letters of each. */
const NAMED = 3;
const LETTERS = 40;

/** The known name that is most similar to an unknown one; null if none is similar. Capitals, `_` and `-` make no difference. */
function nearest(name: string, known: readonly string[]): string | null {
  const plain = (text: string): string => text.slice(0, LETTERS).toLowerCase().replace(/[-_]/g, "");
  const word = plain(name);
  const most = word.length < 4 ? 1 : 2;
  const near = known
    .map((one) => ({ one, far: editDistance(word, plain(one)) }))
    .sort((a, b) => a.far - b.far)
    .find(({ far, one }) => far <= most || (word.length > 2 && plain(one).startsWith(word)));
  return near?.one ?? null;
}

/** An error text for unknown fields: `the form: "targets" is not known: did you mean "target"?` */
export function describeUnknown(unknown: readonly string[], known: readonly string[], what: string): string {
  const some = unknown.slice(0, NAMED).map((name) => JSON.stringify(name.slice(0, LETTERS)));
  const more = unknown.length > some.length ? ` and ${unknown.length - some.length} more` : "";
  const meant = unknown.length === 1 ? nearest(unknown[0] ?? "", known) : null;
  const verb = unknown.length === 1 ? "is" : "are";
  const instead =
    meant !== null ? `: did you mean "${meant}"?` : known.length > 0 ? `: known are ${known.join(", ")}` : "";
  return `${what}: ${some.join(", ")}${more} ${verb} not known${instead}`;
}

/**
 * Throws a Problem with status 422 if a name is not known.
 *
 * @param what contains the names, such as "the form"
 */
export function requireKnown(names: Iterable<string>, known: readonly string[], what: string): void {
  const unknown = [...new Set(names)].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Problem(422, describeUnknown(unknown, known, what));
}

/** The field names of the object schema at a path; empty if there is no object. */
function namesAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let at = schema as { shape?: Record<string, unknown>; unwrap?: () => unknown; element?: unknown } | undefined;
  for (const step of [...path, null]) {
    while (at && at.shape === undefined && at.element === undefined && at.unwrap) at = at.unwrap() as typeof at;
    if (step !== null) at = (typeof step === "number" ? at?.element : at?.shape?.[String(step)]) as typeof at;
  }
  return Object.keys(at?.shape ?? {});
}

/**
 * An error text for the first issue of a failed parse: the field's path and the reason.
 *
 * @param schema that was parsed, for the names that it knows
 *
 * @example
 * describeIssue(parsed.error, UploadedJob); // 'the body: "target" is not known: did you mean "targets"?'
 */
export function describeIssue(error: z.ZodError, schema?: unknown, what = "the body"): string {
  const [issue] = error.issues;
  const path = (issue?.path ?? [])
    .slice(0, 6)
    .map((step) => String(step).slice(0, LETTERS))
    .join(".");
  if (issue?.code === "unrecognized_keys")
    return describeUnknown(issue.keys, namesAt(schema, issue.path), path === "" ? what : path);
  return `${path === "" ? what : path}: ${(issue?.message ?? "is not valid").slice(0, 200)}`;
}
