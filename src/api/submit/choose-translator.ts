/** The translators that requests name. */
import { messageOf, SisterError } from "../../errors.js";
import { clientMessage } from "../../service/client-messages.js";
import { chooseTranslators, translatorOrder, TRANSLATORS } from "../../translation/translators.js";
import { Problem } from "../http/problem.js";

/** The translator that a request names. Throws a Problem with status 422 if this server does not use it. */
export function allowedTranslator(name: string): string {
  const allowed = translatorOrder();
  if (allowed.includes(name)) return name;
  const instead = `give ${allowed.length > 1 ? "one of " : ""}${allowed.join(", ")}`;
  const isKnown = TRANSLATORS.some(({ id }) => id === name);
  const problem = isKnown ? "is not allowed on this server" : "does not exist";
  throw new Problem(422, `the translator "${name.slice(0, 40)}" ${problem}: ${instead}, or leave it out`);
}

/**
 * The id of the translator for one target of a job that is done. Throws a Problem with status 422 if this server does
 * not use the one that was named, or none can do these languages.
 */
export function chooseTranslator(source: string, target: string, named: string | undefined): string {
  const order = named === undefined ? translatorOrder() : [allowedTranslator(named)];
  try {
    return chooseTranslators(source, [target], { order })[target] ?? "";
  } catch (error) {
    throw error instanceof SisterError ? new Problem(422, clientMessage(messageOf(error))) : error;
  }
}
