/** How large a request's body may be, by method and path. It is checked before the body is parsed. Pure. */
import { BYTES_MOST } from "../../translation/glossary/glossary.js";
import { isJson } from "../http/media-type.js";

const KIB = 1024;

/** How many cues subtitles may have. */
export const CUES_MOST = 100_000;
/** Cues of a whole day's talk, which an editor saves at once. */
const CUES_AT_ONCE = 40_000;
/** Bytes of a cue with all its words. */
const CUE_BYTES = 600;
const SUBTITLES_BYTES = CUES_AT_ONCE * CUE_BYTES;
/** A subtitle file of a day's talk; it is parsed in one go. */
const SUBTITLE_FILE_BYTES = 8 * 1024 * KIB;

/** For routes that need no body: a proxy or a client may send a line anyway. */
const SMALL = 4 * KIB;

interface Limit {
  method: string;
  path: RegExp;
  bytes: number;
}

/** The first match applies. */
const LIMITS: readonly Limit[] = [
  { method: "POST", path: /^\/api\/session\/?$/, bytes: SMALL },
  // With the rows of a glossary.
  { method: "POST", path: /^\/api\/jobs\/?$/, bytes: 64 * KIB + BYTES_MOST },
  { method: "POST", path: /^\/api\/jobs\/[^/]+\/renders$/, bytes: 64 * KIB },
  { method: "POST", path: /^\/api\/subtitles\/check\/?$/, bytes: SUBTITLE_FILE_BYTES },
  { method: "PUT", path: /^\/api\/jobs\/[^/]+\/subtitles\/[^/]+$/, bytes: SUBTITLES_BYTES },
];

/**
 * The limit in bytes; null if the route reads the body as it arrives and has its own limits: forms with a video, and resumable uploads.
 *
 * @example
 * bodyLimit("POST", "/api/session", undefined); // 4096
 */
export function bodyLimit(method: string, path: string, contentType: string | undefined): number | null {
  if (/^\/files(\/|$)/.test(path)) return null;
  if (method === "POST" && /^\/api\/jobs\/?$/.test(path) && !isJson(contentType)) return null;
  return LIMITS.find((limit) => limit.method === method && limit.path.test(path))?.bytes ?? SMALL;
}
