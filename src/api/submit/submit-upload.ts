/** Makes a job of a complete resumable upload. The upload is removed when the job is made. */
import { takeVideo } from "../../service/uploads/receive-video.js";
import { UploadBusy, UploadLock } from "../../service/uploads/upload-lock.js";
import { UploadRefused } from "../../service/uploads/upload-refused.js";
import { removeUpload } from "../../service/uploads/uploads.js";
import { lookUpKey } from "../../store/jobs/idempotency.js";
import type { JobRecord } from "../../store/jobs/jobs.js";
import { deleteUpload, findUpload, type UploadRecord } from "../../store/files/uploads.js";
import type { ApiContext } from "../context.js";
import { describeIssue } from "../bounds/known-fields.js";
import { safeFilename } from "../forms/safe-filename.js";
import { Problem } from "../http/problem.js";
import { isUuid } from "../document/patterns.js";
import { UploadedJob } from "../document/schemas.js";
import { answered, readWanted, requestHash, submitJob, type Wanted } from "./submit-job.js";
import { NO_UPLOAD, uploadProblem } from "./upload-problem.js";

interface UploadRequest {
  owner: string;
  /** Id of the upload. */
  id: string;
  wanted: Wanted;
  key: { key: string; request: string } | null;
}

export async function submitUpload(
  server: ApiContext,
  owner: string,
  body: unknown,
  key: string | undefined,
): Promise<JobRecord> {
  const parsed = UploadedJob.safeParse(body);
  if (!parsed.success) throw new Problem(422, describeIssue(parsed.error, UploadedJob));
  const { upload: id, ...asks } = parsed.data;
  const wanted = readWanted(server, asks);
  const request = requestHash(`upload ${id}`, wanted);
  const asked: UploadRequest = { owner, id, wanted, key: key === undefined ? null : { key, request } };
  const upload = await lookAt(server, asked);
  if ("status" in upload) return upload;
  // Checked without the lock, because a request for it stops the client that is sending the rest.
  if ((await server.folder.arrivedBytes(id)) !== upload.bytes) throw new Problem(409, "the upload is not complete yet");
  const lock = new UploadLock(server.database, id);
  try {
    await lock.lock(new AbortController().signal, () => undefined);
    return await submitLocked(server, asked);
  } catch (error) {
    throw error instanceof UploadBusy ? new Problem(423, error.message) : error;
  } finally {
    await lock.unlock();
  }
}

/** The upload, or the job that the same request has made of it before. Throws a Problem with status 404 if there is neither. */
async function lookAt({ database }: ApiContext, { owner, id, key }: UploadRequest): Promise<UploadRecord | JobRecord> {
  const upload = isUuid(id) ? await findUpload(database, owner, id) : null;
  if (upload) return upload;
  const before = key ? await answered(database, owner, await lookUpKey(database, { owner, ...key })) : null;
  if (before) return before;
  throw new Problem(404, NO_UPLOAD);
}

/**
 * Throws a Problem with status 409 if only a part of the upload has come. Returns false if its file is gone: the same request, sent twice, may have made the
 * job meanwhile.
 */
async function requireWhole({ folder }: ApiContext, { id, bytes }: UploadRecord): Promise<boolean> {
  const arrived = await folder.arrivedBytes(id);
  if (arrived !== null && arrived !== bytes) throw new Problem(409, "the upload is not complete yet");
  return arrived !== null;
}

async function submitLocked(server: ApiContext, asked: UploadRequest): Promise<JobRecord> {
  const { folder, hashes, mediaInfo } = server;
  const { owner, id, wanted, key } = asked;
  // Again, because the same request, sent twice, may have had the lock before.
  const upload = await lookAt(server, asked);
  if ("status" in upload) return upload;
  if (!(await requireWhole(server, upload))) throw new Problem(404, NO_UPLOAD);
  const { bytes } = upload;
  const what = { bytes, hashed: hashes.of(id, bytes), mediaInfo };
  const received = await takeVideo(folder, folder.upload(id), what).catch(async (error: unknown) => {
    if (!(error instanceof UploadRefused)) throw error;
    await removeUpload(server, owner, id);
    throw uploadProblem(error);
  });
  const filename = safeFilename(upload.metadata["filename"] ?? "");
  const job = await submitJob(server, owner, {
    wanted,
    filename,
    received,
    key,
    along: (transaction) => deleteUpload(transaction, owner, id),
  });
  await received.discard();
  hashes.forget(id);
  return job;
}
