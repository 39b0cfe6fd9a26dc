/** The server's subtitles, with their ETags. */
import { send, type Job } from "../../../api/client.js";
import { problemOf } from "../../../api/problem.js";
import type { Cue } from "../../../editing/row.js";

export interface ServerDocument {
  cues: Cue[];
  etag: string;
}

const pathOf = (job: string, name: string): string => `/api/jobs/${job}/subtitles/${name}`;

/** The languages of a job, that of the speech first. */
export const languagesOfJob = ({ source, targets }: Job): string[] => [
  source,
  ...targets.filter((target) => target !== source),
];

/**
 * The document of a language; null if it still matches `etag`, undefined if it does not exist.
 */
export async function readDocument(
  job: string,
  language: string,
  etag?: string,
): Promise<ServerDocument | null | undefined> {
  const response = await send(pathOf(job, `${language}.json`), {
    cache: "no-store",
    headers: etag === undefined ? {} : { "If-None-Match": etag },
  });
  if (response.status === 304) return null;
  if (response.status === 404 && etag === undefined) return undefined;
  return received(response);
}

/** Saves the document of a language; returns its new ETag, or null if another client has saved since. */
export async function writeDocument(
  job: string,
  document: { language: string; cues: Cue[] },
  etag: string,
): Promise<string | null> {
  const response = await send(pathOf(job, document.language), {
    method: "PUT",
    headers: { "Content-Type": "application/json", "If-Match": etag },
    body: JSON.stringify(document),
  });
  if (response.status === 412) return null;
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null));
  // The body repeats the document: only the headers are used.
  await response.body?.cancel();
  return response.headers.get("etag") ?? "";
}

/** One cue that the server is to translate again. */
interface CueWish {
  language: string;
  index: number;
  /** Left out: the first translator of the server that can. */
  translator?: string | undefined;
}

/** Has a cue translated again; null if another client has saved since `etag`. */
export async function retranslateCue(
  job: string,
  { language, index, translator }: CueWish,
  etag: string,
): Promise<{ text: string; etag: string } | null> {
  const response = await send(pathOf(job, `${language}/cues/${index}/retranslate`), {
    method: "POST",
    headers: { "Content-Type": "application/json", "If-Match": etag },
    body: JSON.stringify(translator === undefined ? {} : { translator }),
  });
  if (response.status === 412) {
    await response.body?.cancel();
    return null;
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, body);
  return { text: (body as { text: string }).text, etag: response.headers.get("etag") ?? "" };
}

async function received(response: Response): Promise<ServerDocument> {
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, body);
  return { cues: (body as { cues: Cue[] }).cues, etag: response.headers.get("etag") ?? "" };
}
