/** Sends one file by the tus protocol. Loaded when the first upload begins. */
import { DetailedError, Upload } from "tus-js-client";
import type { Answer } from "../refusal.js";

/** A failed request of the upload. */
export class TransferFailed extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`the upload was answered with ${answer.status}`);
    this.name = "TransferFailed";
    this.answer = answer;
  }
}

export interface TransferOptions {
  /** Address at the server; null to create an upload. */
  url: string | null;
  signal: AbortSignal;
  /** Called when the upload has an address, by which it can be resumed. */
  onUrl: (url: string) => void;
  onProgress: (sent: number) => void;
}

/**
 * A connection without progress or error is abandoned after this time, in milliseconds. The server may need a while to
 * write the end of a large file.
 */
const STILL_MOST = 45_000;

/**
 * Sends the part that the server does not have yet. Resolves when the server has everything. Rejects with
 * TransferFailed, or with the signal's reason.
 *
 * A failed request does not end the upload: call this again with the same address.
 */
export function transfer(file: File, { url, signal, onUrl, onProgress }: TransferOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const upload = new Upload(file, {
      // With an endpoint, tus-js-client would create another upload whenever the server does not answer for the old
      // one.
      ...(url === null ? { endpoint: new URL("/files", window.location.origin).href } : { uploadUrl: url }),
      metadata: { filename: file.name, filetype: file.type },
      retryDelays: null,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => {
        if (upload.url !== null) onUrl(upload.url);
      },
      onProgress: (sent) => {
        watch();
        onProgress(sent);
      },
      onSuccess: () => end(resolve),
      onError: (error) => end(() => reject(new TransferFailed(answerOf(error)))),
    });
    const end = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      act();
    };
    const stop = (): void => {
      void upload.abort();
      end(() => reject(signal.reason as Error));
    };
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        void upload.abort();
        end(() => reject(new TransferFailed({ status: 0, detail: "", retryAfter: null })));
      }, STILL_MOST);
    };
    if (signal.aborted) return reject(signal.reason as Error);
    signal.addEventListener("abort", stop);
    watch();
    upload.start();
  });
}

function answerOf(error: Error): Answer {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  const seconds = Number(response?.getHeader("Retry-After") ?? Number.NaN);
  return {
    status: response?.getStatus() ?? 0,
    detail: detailOf(response?.getBody() ?? ""),
    retryAfter: Number.isFinite(seconds) ? seconds : null,
  };
}

/** The `detail` in a body of `application/problem+json`. */
function detailOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null && "detail" in parsed ? String(parsed.detail) : "";
  } catch {
    return "";
  }
}
