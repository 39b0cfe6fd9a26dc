/** What follows from an answer that was not the hoped-for one: try again, begin again, or tell the person. Pure. */

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
  /** What the server wrote. */
  detail: string;
}

export type Consequence =
  /** The server is away or busy: try again by itself, after at least so many seconds. */
  | { act: "wait"; seconds: number }
  /** The server no longer has the upload: begin it again. */
  | { act: "restart" }
  | { act: "stop"; refusal: Refusal };

export interface Answer {
  /** 0: none came. */
  status: number;
  detail: string;
  /** Of `Retry-After`, in seconds. */
  retryAfter: number | null;
}

/** A wait that is longer is told to the person instead. */
const WAIT_MOST = 90;

const stop = (kind: RefusalKind, detail: string): Consequence => ({ act: "stop", refusal: { kind, detail } });

/** Of an answer to a request of the upload itself. */
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
    // Another request still holds the upload, or it ended elsewhere than the browser thought: ask again.
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
 * Of an answer to the request that makes the job.
 *
 * @param isKept whether the server still has the upload: it removes what is no video
 */
export function afterMaking(answer: Answer, isKept: boolean): Consequence {
  if (answer.status === 415) return stop("not-media", answer.detail);
  if (answer.status === 422) return stop(isKept ? "languages" : "not-media", answer.detail);
  return afterUpload(answer);
}
