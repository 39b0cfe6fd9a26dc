/** Requests about uploads, except for the transfer. */
import { queryOptions } from "@tanstack/react-query";
import { isSignedOut, send, type Job } from "../../api/client.js";
import { problemOf, ApiProblem } from "../../api/problem.js";
import type { Wanted } from "../wanted.js";
import type { Answer } from "../refusal.js";

const TUS = { "Tus-Resumable": "1.0.0" };

/** The largest file that the server accepts, in bytes; null if it sets no limit. */
export const bytesMostQuery = queryOptions({
  queryKey: ["uploads", "most"],
  queryFn: async ({ signal }): Promise<number | null> => {
    const response = await send("/files", { method: "OPTIONS", signal });
    const most = Number(response.headers.get("Tus-Max-Size") ?? Number.NaN);
    return Number.isFinite(most) && most > 0 ? most : null;
  },
  staleTime: Infinity,
});

/** Bytes of an upload that the server has; null if it has no such upload, undefined if it did not answer. */
export async function arrivedBytes(url: string): Promise<number | null | undefined> {
  try {
    const response = await send(url, { method: "HEAD", headers: TUS });
    if (response.status === 404 || response.status === 410) return null;
    const offset = Number(response.headers.get("Upload-Offset") ?? Number.NaN);
    return response.ok && Number.isFinite(offset) ? offset : undefined;
  } catch {
    return undefined;
  }
}

/** Removes an upload. If that fails, the server removes it after a day. */
export async function removeUpload(url: string): Promise<void> {
  await send(url, { method: "DELETE", headers: TUS }).catch(() => undefined);
}

/** Makes the job of a complete upload: at most one, however often it is called. */
export async function makeJob(
  url: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<{ job: Job } | { answer: Answer }> {
  const upload = new URL(url, window.location.origin).pathname.split("/").pop() ?? "";
  try {
    const response = await send("/api/jobs", {
      method: "POST",
      // The key names the upload: another tab, or this page after a reload, gets the same job.
      headers: { "Content-Type": "application/json", "Idempotency-Key": `upload ${upload}` },
      body: JSON.stringify({ upload, ...wanted }),
      signal,
    });
    if (response.ok) return { job: (await response.json()) as Job };
    const { status, detail } = problemOf(response.status, await response.json().catch(() => null));
    const wait = response.headers.get("Retry-After");
    return { answer: { status, detail, retryAfter: wait === null ? null : Number(wait) || 0 } };
  } catch (error) {
    if (error instanceof ApiProblem || error instanceof TypeError)
      return { answer: { status: 0, detail: "", retryAfter: null } };
    throw error;
  }
}

/** Notes that an upload was refused for want of a sign-in. */
export const noteSignedOut = (): void => isSignedOut.set(true);
