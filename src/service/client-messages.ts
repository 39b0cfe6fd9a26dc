/**
 * Errors and warnings for clients of the API. Messages are written for the command line, whose user is also the
 * operator: they name paths, options, packages and variables. Every message for a client goes through here; the log
 * keeps the original. Pure.
 */
import { messageOf, SisterError } from "../errors.js";

/** The message for a failure that is not the client's. */
export const SERVER_FAILED = "something in the server failed: its log says more";

/**
 * What only an operator can use, or clients must not see: paths, hashes, options, variables, packages, commands, hosts.
 */
const FOR_OPERATORS =
  /(?:^|[\s"'`(=,:])(?:file:)?\/[\w.~@%+-]+(?:\/|\b)|\b[0-9a-f]{32,}\b|\b(?:SISTER_|DATABASE_|REDIS_|PG[A-Z]+\b|TMPDIR|LD_LIBRARY)|(?:^|[\s"'`(])--?[a-z][a-z-]*\b|\b(?:apt|apt-get|apt-cache|npm|pip|dpkg|mpirun|orted|ssh|hostfile|localhost)\b|\bsister [a-z]+|\binstall\b|\bpackages?\b|Debian|\brank \d+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\bpid \d+|\bENO[A-Z]+\b|\bE[A-Z]{3,}\b: /;

/**
 * What to show in place of names that only the server uses: for the path of a video, the name that the client gave it.
 */
export type Names = Readonly<Record<string, string>>;

/**
 * A message without its parts for operators. A message has clauses ("what is wrong: what to do; more"): all before the
 * first one for operators stay.
 *
 * @example
 * clientMessage("no sound could be decoded from /data/videos/ab/ab12: it is damaged", { "/data/videos/ab/ab12": "talk.mp4" });
 * // "no sound could be decoded from talk.mp4: it is damaged"
 */
export function clientMessage(message: string, names: Names = {}): string {
  // A client's name for a video may look like a part for operators, so it is inserted at the end.
  const places = Object.entries(names).sort(([a], [b]) => b.length - a.length);
  const marked = places.reduce(
    (text, [place], i) => text.replaceAll(`file:${place}`, place).replaceAll(place, mark(i)),
    message,
  );
  const plain = marked.replace(/ \([^()]*\)/g, (remark) => (FOR_OPERATORS.test(remark) ? "" : remark));
  const clauses = plain.split(/(: |; |\. )/);
  let kept = "";
  for (let i = 0; i < clauses.length; i += 2) {
    const clause = clauses[i] ?? "";
    if (FOR_OPERATORS.test(clause)) break;
    kept += (i === 0 ? "" : (clauses[i - 1] ?? "")) + clause;
  }
  if (kept === "") return SERVER_FAILED;
  return places.reduce((text, [, name], i) => text.replaceAll(mark(i), name), kept);
}

const mark = (i: number): string => `\u0001${i}\u0001`;

/** The message of an error for a client. An unexpected error is not explained. */
export function clientErrorMessage(error: unknown, names: Names = {}): string {
  return error instanceof SisterError ? clientMessage(messageOf(error), names) : SERVER_FAILED;
}
