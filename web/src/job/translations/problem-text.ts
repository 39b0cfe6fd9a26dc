/** Refusals of translations in the page's language: what happened and what to do. */
import { ApiProblem, problemText } from "../../api/problem.js";
import { texts } from "../../language/texts.js";

/** @param of a language that is added, or a cue that is translated again */
export function translationProblem(error: unknown, of: "target" | "cue"): string {
  const t = texts().translations.problems;
  if (!(error instanceof ApiProblem)) return problemText(error);
  const { status, detail } = error;
  const reported = detail === "" ? "" : ` ${t.detail(detail)}`;
  if (status === 422) return t.noPair + reported;
  // Without a message it comes from a proxy: the server itself is away.
  if (status === 502 && detail !== "") return t.translatorAway + reported;
  if (status === 409) {
    if (of === "cue" && detail === "") return t.changed;
    return isSilent(error) ? t.silent : t.busy;
  }
  return problemText(error);
}

/** Whether nothing was said at the time of a cue. */
export const isSilent = (error: unknown): boolean =>
  error instanceof ApiProblem && error.status === 409 && error.detail.startsWith("nothing was said");
