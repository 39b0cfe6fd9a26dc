/** The translator for one target of a job that is done. */
import { messageOf, SisterError } from "../../errors.js";
import { clientMessage } from "../../service/client-messages.js";
import { chooseTranslators } from "../../translation/translators.js";
import { Problem } from "../http/problem.js";

/** The id of the translator. Throws a Problem with status 422 if it is unknown, or cannot do these languages. */
export function chooseTranslator(source: string, target: string, asked: string | undefined): string {
  try {
    const chosen = chooseTranslators(source, [target], asked === undefined ? {} : { order: [asked] });
    return chosen[target] ?? "";
  } catch (error) {
    throw error instanceof SisterError ? new Problem(422, clientMessage(messageOf(error))) : error;
  }
}
