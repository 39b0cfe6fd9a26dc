/** Errors for people and programs: application/problem+json (RFC 9457). */
import { STATUS_CODES } from "node:http";

/** Titles where RFC 9110 uses other words than Node.js. */
const RFC_TITLES: Readonly<Record<number, string>> = {
  413: "Content Too Large",
  422: "Unprocessable Content",
};

/**
 * The title of a status.
 *
 * @example
 * titleOf(404); // "Not Found"
 */
export const titleOf = (status: number): string => RFC_TITLES[status] ?? STATUS_CODES[status] ?? "Error";

/**
 * What a route throws to answer with an error. `detail` says what is wrong and what to do.
 *
 * @example
 * throw new Problem(404, "there is no job with this id");
 */
export class Problem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.headers = headers;
  }

  /** The body. `requestId` names the request in the log; without one, the body has none. */
  toText(requestId?: string): string {
    const { status, message: detail } = this;
    return `${JSON.stringify({ type: "about:blank", title: titleOf(status), status, detail, requestId })}\n`;
  }

  toResponse(requestId?: string): Response {
    return new Response(this.toText(requestId), {
      status: this.status,
      headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...this.headers },
    });
  }
}
