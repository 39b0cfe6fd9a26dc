/** A file of the data folder as an answer: its bytes from here, or by nginx. */
import type { Context } from "hono";
import { stat } from "node:fs/promises";
import { relative } from "node:path";
import type { MediaDescription } from "../../media/probe/media.js";
import type { JobRecord } from "../../store/jobs/jobs.js";
import type { ApiContext } from "../context.js";
import { answerContent, streamFile } from "./send-content.js";
import { attachment } from "./content-disposition.js";
import { Problem } from "../http/problem.js";

export interface Stored {
  path: string;
  type: string;
  etag: string;
  /** Value of Content-Disposition. */
  disposition: string;
}

export const NO_FILE = "there is no such file of this job";

/** Answers with the file, or the part of it that was asked for; has nginx do it where it stands in front. */
export async function answerStored(
  context: Context,
  { settings, folder }: Pick<ApiContext, "settings" | "folder">,
  { path, type, etag, disposition }: Stored,
): Promise<Response> {
  if (settings.accelRedirect !== null) {
    // nginx sends the bytes, and sees to ranges and conditions.
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
  return answerContent(context, {
    bytes: found.size,
    type,
    etag,
    modified: found.mtime,
    disposition,
    read: (first, last) => streamFile(path, first, last),
  });
}

/** A job's file as it was uploaded. */
export function originalOf({ folder }: Pick<ApiContext, "folder">, job: JobRecord, media: MediaDescription): Stored {
  return {
    path: folder.video(job.file),
    type: typeOf(media),
    etag: `"${job.file}"`,
    disposition: attachment(job.filename),
  };
}

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
/** What a browser plays in a Matroska file, which is then called WebM. */
const WEBM = /^(vp8|vp9|av1|opus|vorbis)$/;

function typeOf({ container, video, audio }: MediaDescription): string {
  const [first = ""] = container.split(",");
  const type = TYPES[first];
  if (type === undefined) return "application/octet-stream";
  const isWebm = first === "matroska" && [video?.codec ?? "vp8", audio.codec].every((codec) => WEBM.test(codec));
  return `${video ? "video" : "audio"}/${isWebm ? "webm" : type}`;
}
