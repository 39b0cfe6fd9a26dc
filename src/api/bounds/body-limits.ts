/** The most that a request's body may be, by method and path: checked before any of it is parsed. Pure. */
import { isJson } from "./media-type.js";

const KIB = 1024;

/** Cues of a whole day's talk, and the bytes of one with all its words: what an editor saves at once. */
export const CUES_MOST = 100_000;
const CUES_AT_ONCE = 40_000;
const CUE_BYTES = 600;
export const SUBTITLES_BYTES = CUES_AT_ONCE * CUE_BYTES;

/** What a body has that needs none: a proxy or a client may send a line all the same. */
const SMALL = 4 * KIB;

interface Limit {
  method: string;
  path: RegExp;
  bytes: number;
}

/** The first that fits counts. */
const LIMITS: readonly Limit[] = [
  { method: "POST", path: /^\/api\/session\/?$/, bytes: SMALL },
  { method: "POST", path: /^\/api\/jobs\/?$/, bytes: 64 * KIB },
  { method: "POST", path: /^\/api\/jobs\/[^/]+\/renders$/, bytes: 64 * KIB },
  { method: "PUT", path: /^\/api\/jobs\/[^/]+\/subtitles\/[^/]+$/, bytes: SUBTITLES_BYTES },
];

/**
 * Bytes; null if the route reads the body as it comes and has bounds of its own: forms with a video, and resumable uploads.
 *
 * @example
 * bodyLimit("POST", "/api/session", undefined); // 4096
 */
export function bodyLimit(method: string, path: string, contentType: string | undefined): number | null {
  if (/^\/files(\/|$)/.test(path)) return null;
  if (method === "POST" && /^\/api\/jobs\/?$/.test(path) && !isJson(contentType)) return null;
  return LIMITS.find((limit) => limit.method === method && limit.path.test(path))?.bytes ?? SMALL;
}
