/** Names the hosts that get the text of a call of `sister translate`. */
import { findTranslator } from "../../translation/translators.js";
import { printProblem } from "../terminal/print.js";

/** Services that this call has named. */
const named = new Set<string>();

/**
 * Prints a line for each service that gets text off this machine, once for each.
 *
 * @param used ids of translators; one may stand in it several times
 */
export function noteServices(used: readonly string[]): void {
  for (const id of used) {
    if (named.has(id)) continue;
    named.add(id);
    const host = findTranslator(id).sendsTextTo?.(process.env) ?? null;
    if (host !== null) printProblem(`the text is sent to ${host} to be translated (${id})`);
  }
}
