/** What to do after a failed request: retry, upload again, or notify the person. Pure. */

export type RefusalKind =
  | "not-media"
  | "languages"
  | "disk-full"
  | "too-large"
  | "too-many"
  | "forbidden"
  | "signed-out"
  | "file-gone"
  | "other";

/** Why an upload stopped. */
export interface Refusal {
  kind: RefusalKind;
  /** The server's message. */
  detail: string;
}

export type Consequence =
  /** The server is away or busy: retry, after at least this many seconds. */
  | { act: "wait"; seconds: number }
  /** The server no longer has the upload: upload again. */
  | { act: "restart" }
  | { act: "stop"; refusal: Refusal };

export interface Answer {
  /** 0 if no answer came. */
  status: number;
  detail: string;
  /** The header `Retry-After`, in seconds. */
  retryAfter: number | null;
}

/** A longer wait is not done silently: the person gets a message. In seconds. */
const WAIT_MOST = 90;

const stop = (kind: RefusalKind, detail: string): Consequence => ({ act: "stop", refusal: { kind, detail } });

/** What to do after a failed request of the upload itself. */
export function afterUpload({ status, detail, retryAfter }: Answer): Consequence {
  switch (status) {
    case 401:
      return stop("signed-out", detail);
    case 403:
      return stop("forbidden", detail);
    case 404:
    case 410:
      return { act: "restart" };
    case 413:
      return stop("too-large", detail);
    case 429:
      return retryAfter !== null && retryAfter <= WAIT_MOST
        ? { act: "wait", seconds: retryAfter }
        : stop("too-many", detail);
    case 507:
      return stop("disk-full", detail);
    // Another request still holds the upload, or the server has another offset than the browser: ask again.
    case 408:
    case 409:
    case 423:
      return { act: "wait", seconds: 0 };
    default:
      return status === 0 || status >= 500
        ? { act: "wait", seconds: Math.min(WAIT_MOST, retryAfter ?? 0) }
        : stop("other", detail);
  }
}

/**
 * What to do after a failed request to make the job.
 *
 * @param isKept whether the server still has the upload: it removes files that are not videos
 */
export function afterMaking(answer: Answer, isKept: boolean): Consequence {
  if (answer.status === 415) return stop("not-media", answer.detail);
  if (answer.status === 422) return stop(isKept ? "languages" : "not-media", answer.detail);
  return afterUpload(answer);
}
