/** A job of a form that has the video in it. */
import { requireRoom } from "../service/owner-room.js";
import { receiveVideo } from "../service/receive-video.js";
import { UploadRefused } from "../service/upload-refused.js";
import { lookUpKey } from "../store/idempotency.js";
import type { JobRecord } from "../store/jobs.js";
import type { Server } from "./app.js";
import { readMultipart } from "./multipart.js";
import { Problem } from "./problem.js";
import { problemOf, readWanted, requestHash, submitJob } from "./submit-job.js";

/** The rest of a form. */
const FORM_BYTES = 1e6;

export async function submitForm(
  server: Server,
  owner: string,
  request: Request,
  key: string | undefined,
): Promise<JobRecord> {
  const { folder, settings, looks } = server;
  const bytesMost = settings.uploadBytesMost;
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bytesMost + FORM_BYTES)
    throw new Problem(413, `the video is larger than ${bytesMost} bytes, the most that this server takes`);
  const { fields, filename, received } = await readMultipart(request, "video", async (stream) => {
    if (await isNew(server, owner, key)) await requireRoom(server, server.database, { owner, bytes: announced });
    return receiveVideo(folder, stream, { bytesMost, looks });
  }).catch((error: unknown) => {
    throw error instanceof UploadRefused ? problemOf(error) : error;
  });
  try {
    const wanted = readWanted(server, {
      source: fields.get("source")?.[0],
      targets: fields.get("target"),
      audioTrack: fields.get("audioTrack")?.[0],
    });
    const asked = key === undefined ? null : { key, request: requestHash(received.sha256, wanted) };
    return await submitJob(server, owner, { wanted, filename, received, key: asked });
  } finally {
    await received.discard();
  }
}

/** Whether nothing was made under the key of a request: one that is sent again brings nothing more. */
async function isNew({ database }: Server, owner: string, key: string | undefined): Promise<boolean> {
  return key === undefined || (await lookUpKey(database, { owner, key, request: "" })).state === "new";
}
