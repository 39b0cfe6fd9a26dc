/** A refusal of the server, or a failed connection, as an error that the page can show. */
import { texts } from "../language/texts.js";

/** `status` 0: no answer came. */
export class ApiProblem extends Error {
  readonly status: number;

  /** What the server wrote: a sentence in English that says what to do. */
  readonly detail: string;

  constructor(status: number, detail: string) {
    super(detail);
    this.name = "ApiProblem";
    this.status = status;
    this.detail = detail;
  }
}

/** The problem in a body of `application/problem+json`. */
export function problemOf(status: number, body: unknown): ApiProblem {
  const detail =
    typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string" ? body.detail : "";
  return new ApiProblem(status, detail);
}

/** The text of an error in the page's language: what happened and what to do. */
export function problemText(error: unknown): string {
  const t = texts().problems;
  if (!(error instanceof ApiProblem)) return error instanceof TypeError ? t.away : t.unknown(String(error));
  const { status, detail } = error;
  if (status === 0 || status === 502 || status === 504) return t.away;
  if (status === 401) return t.signedOut;
  if (status === 403) return t.forbidden;
  if (status === 413) return t.tooLarge;
  if (status === 429) return t.tooMany;
  if (status === 503) return t.busy;
  if (status === 507) return t.diskFull;
  return detail === "" ? t.unknown(String(status)) : detail;
}
