/** Errors as people and programs read them: application/problem+json (RFC 9457). */

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  422: "Unprocessable Content",
  417: "Expectation Failed",
  423: "Locked",
  428: "Precondition Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  507: "Insufficient Storage",
};

/**
 * What a route throws to answer with an error. `detail` says what is wrong and what to do.
 *
 * @example
 * throw new Problem(404, "there is no job of this id");
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

  /** Its text. `requestId`: by which the log names the request; what is not known is left out. */
  toText(requestId?: string): string {
    const { status, message: detail } = this;
    return `${JSON.stringify({ type: "about:blank", title: TITLES[status] ?? "Error", status, detail, requestId })}\n`;
  }

  toResponse(requestId?: string): Response {
    return new Response(this.toText(requestId), {
      status: this.status,
      headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...this.headers },
    });
  }
}
