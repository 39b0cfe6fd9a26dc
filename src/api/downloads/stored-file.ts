/** Sends a file of the data folder: by this server, or by the nginx in front of it. */
import type { Context } from "hono";
import { stat } from "node:fs/promises";
import { relative } from "node:path";
import type { MediaDescription } from "../../media/probe/media.js";
import type { JobRecord } from "../../store/jobs/jobs.js";
import type { ApiContext } from "../context.js";
import { Problem } from "../http/problem.js";
import { contentDisposition } from "./content-disposition.js";
import { sendContent, streamFile } from "./send-content.js";

export interface StoredFile {
  path: string;
  type: string;
  etag: string;
  /** Value of Content-Disposition. */
  disposition: string;
}

export const NO_FILE = "the job has no such file";

/** Answers with the file, or with the part of it that was requested. If nginx is in front, it reads and sends the file. */
export async function sendStoredFile(
  context: Context,
  { settings, folder }: Pick<ApiContext, "settings" | "folder">,
  { path, type, etag, disposition }: StoredFile,
): Promise<Response> {
  if (settings.accelRedirect !== null) {
    // nginx sends the bytes, and handles ranges and conditions.
    return context.body(null, 200, {
      "X-Accel-Redirect": `${settings.accelRedirect}/${relative(folder.path, path)}`,
      "Content-Type": type,
      "Content-Disposition": disposition,
      "Cache-Control": "private, no-cache",
    });
  }
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new Problem(404, NO_FILE);
    throw error;
  });
  return sendContent(context, {
    bytes: found.size,
    type,
    etag,
    modified: found.mtime,
    disposition,
    read: (first, last) => streamFile(path, first, last),
  });
}

/** A job's file as it was uploaded. */
export function originalOf(
  { folder }: Pick<ApiContext, "folder">,
  job: JobRecord,
  media: MediaDescription,
  type: "attachment" | "inline" = "attachment",
): StoredFile {
  return {
    path: folder.video(job.file),
    type: typeOf(media),
    etag: `"${job.file}"`,
    disposition: contentDisposition(job.filename, type),
  };
}

/** Media types by ffmpeg's name of the container. */
const TYPES: Readonly<Record<string, string>> = {
  mov: "mp4",
  matroska: "x-matroska",
  mpegts: "mp2t",
  mpeg: "mpeg",
  avi: "x-msvideo",
  flv: "x-flv",
  asf: "x-ms-asf",
  ogg: "ogg",
  wav: "wav",
  mp3: "mpeg",
  aac: "aac",
  flac: "flac",
  aiff: "aiff",
};
/** Codecs of WebM. A Matroska file with only these is WebM, which browsers play. */
const WEBM = /^(vp8|vp9|av1|opus|vorbis)$/;

function typeOf({ container, video, audio }: MediaDescription): string {
  const [first = ""] = container.split(",");
  const type = TYPES[first];
  if (type === undefined) return "application/octet-stream";
  const isWebm = first === "matroska" && [video?.codec ?? "vp8", audio.codec].every((codec) => WEBM.test(codec));
  return `${video ? "video" : "audio"}/${isWebm ? "webm" : type}`;
}
