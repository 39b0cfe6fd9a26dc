/**
 * Errors and warnings in words for whoever sent the video. Messages are written for the command line, where the caller is also the operator: they name
 * paths, options, packages and variables. All that reaches a caller of the API goes through here; the log keeps the message as it was. Pure.
 */
import { messageOf, SisterError } from "../errors.js";

/** What is said of a failure that is not the caller's. */
export const SERVER_FAILED = "something in the server failed: its log says more";

/** What only an operator can use, or must not be told to others: paths, hashes, options, variables, packages, commands, hosts. */
const OPERATORS =
  /(?:^|[\s"'`(=,:])(?:file:)?\/[\w.~@%+-]+(?:\/|\b)|\b[0-9a-f]{32,}\b|\b(?:SISTER_|DATABASE_|REDIS_|PG[A-Z]+\b|TMPDIR|LD_LIBRARY)|(?:^|[\s"'`(])--?[a-z][a-z-]*\b|\b(?:apt|apt-get|apt-cache|npm|pip|dpkg|mpirun|orted|ssh|hostfile|localhost)\b|\bsister [a-z]+|\binstall\b|\bpackages?\b|Debian|\brank \d+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\bpid \d+|\bENO[A-Z]+\b|\bE[A-Z]{3,}\b: /;

/** Names to be put in the place of what only the server knows: its path of a video, and the name that the caller gave it. */
export type Names = Readonly<Record<string, string>>;

/**
 * A message without what is for operators. Of a message in clauses ("what is wrong: what to do; more") those stay that come before it.
 *
 * @example
 * clientMessage("no sound could be decoded from /data/videos/ab/ab12: it is damaged", { "/data/videos/ab/ab12": "talk.mp4" });
 * // "no sound could be decoded from talk.mp4: it is damaged"
 */
export function clientMessage(message: string, names: Names = {}): string {
  // What a caller called their video may look like anything: it is put in at the end.
  const places = Object.entries(names).sort(([a], [b]) => b.length - a.length);
  const marked = places.reduce(
    (text, [place], i) => text.replaceAll(`file:${place}`, place).replaceAll(place, mark(i)),
    message,
  );
  const plain = marked.replace(/ \([^()]*\)/g, (remark) => (OPERATORS.test(remark) ? "" : remark));
  const clauses = plain.split(/(: |; |\. )/);
  let kept = "";
  for (let i = 0; i < clauses.length; i += 2) {
    const clause = clauses[i] ?? "";
    if (OPERATORS.test(clause)) break;
    kept += (i === 0 ? "" : (clauses[i - 1] ?? "")) + clause;
  }
  if (kept === "") return SERVER_FAILED;
  return places.reduce((text, [, name], i) => text.replaceAll(mark(i), name), kept);
}

const mark = (i: number): string => `\u0001${i}\u0001`;

/** What a caller is told of an error: a known one in its words, anything else not at all. */
export function clientErrorMessage(error: unknown, names: Names = {}): string {
  return error instanceof SisterError ? clientMessage(messageOf(error), names) : SERVER_FAILED;
}
