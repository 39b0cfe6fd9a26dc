/** A job of a form that has the video in it. */
import { receiveVideo } from "../service/receive-video.js";
import { UploadRefused } from "../service/upload-refused.js";
import type { JobRecord } from "../store/jobs.js";
import type { Server } from "./app.js";
import { readMultipart } from "./multipart.js";
import { Problem } from "./problem.js";
import { knownVideo, problemOf, readWanted, requestHash, submitJob } from "./submit-job.js";

/** The rest of a form. */
const FORM_BYTES = 1e6;

export async function submitForm(
  server: Server,
  owner: string,
  request: Request,
  key: string | undefined,
): Promise<JobRecord> {
  const { folder, settings } = server;
  const bytesMost = settings.uploadBytesMost;
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bytesMost + FORM_BYTES)
    throw new Problem(413, `the video is larger than ${bytesMost} bytes, the most that this server takes`);
  const { fields, filename, received } = await readMultipart(request, "video", (stream) =>
    receiveVideo(folder, stream, { bytesMost, known: knownVideo(server) }),
  ).catch((error: unknown) => {
    throw error instanceof UploadRefused ? problemOf(error) : error;
  });
  try {
    const wanted = readWanted(server, fields.get("source")?.[0] ?? "en", fields.get("target") ?? []);
    const asked = key === undefined ? null : { key, request: requestHash(received.sha256, wanted) };
    return await submitJob(server, owner, { wanted, filename, received, key: asked });
  } finally {
    await received.discard();
  }
}
