/** Names the hosts that get the text of a call of `sister translate`. */
import { findTranslator } from "../../translation/translators.js";

/**
 * One line for each service that gets text off this machine.
 *
 * @param used ids of translators; one may stand in it several times
 */
export function notesOfServices(used: readonly string[]): string[] {
  return [...new Set(used)].flatMap((id) => {
    const host = findTranslator(id).sendsTextTo?.(process.env) ?? null;
    return host === null ? [] : [`the text is sent to ${host} to be translated (${id})`];
  });
}
