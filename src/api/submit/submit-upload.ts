/** A job of a resumable upload that is complete. The upload is gone when the job is there. */
import { takeVideo } from "../../service/uploads/receive-video.js";
import { UploadBusy, UploadLock } from "../../service/uploads/upload-lock.js";
import { UploadRefused } from "../../service/uploads/upload-refused.js";
import { removeUpload } from "../../service/uploads/uploads.js";
import { lookUpKey } from "../../store/jobs/idempotency.js";
import type { JobRecord } from "../../store/jobs/jobs.js";
import { deleteUpload, findUpload, type UploadRecord } from "../../store/files/uploads.js";
import type { ApiContext } from "../context.js";
import { describeIssue } from "../bounds/known-fields.js";
import { plainName } from "../forms/safe-filename.js";
import { Problem } from "../http/problem.js";
import { JobId, UploadedJob } from "../document/schemas.js";
import { answered, problemOf, readWanted, requestHash, submitJob, type Wanted } from "./submit-job.js";

const NO_UPLOAD = "there is no upload of this id";

interface Asked {
  owner: string;
  /** Of the upload. */
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
  const asked: Asked = { owner, id, wanted, key: key === undefined ? null : { key, request } };
  const upload = await lookAt(server, asked);
  if ("status" in upload) return upload;
  // Not with the lock, which would stop the sender of the rest.
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

/** The upload, or the job that the same request made of it before; a Problem where neither is there. */
async function lookAt({ database }: ApiContext, { owner, id, key }: Asked): Promise<UploadRecord | JobRecord> {
  const upload = JobId.safeParse(id).success ? await findUpload(database, owner, id) : null;
  if (upload) return upload;
  const before = key ? await answered(database, owner, await lookUpKey(database, { owner, ...key })) : null;
  if (before) return before;
  throw new Problem(404, NO_UPLOAD);
}

/** A Problem where not all of it is there; false where none of it is: a twin of this request may have made its job meanwhile. */
async function requireWhole({ folder }: ApiContext, { id, bytes }: UploadRecord): Promise<boolean> {
  const arrived = await folder.arrivedBytes(id);
  if (arrived !== null && arrived !== bytes) throw new Problem(409, "the upload is not complete yet");
  return arrived !== null;
}

async function submitLocked(server: ApiContext, asked: Asked): Promise<JobRecord> {
  const { folder, hashes, looks } = server;
  const { owner, id, wanted, key } = asked;
  // Again: a twin of this request may have had the lock before.
  const upload = await lookAt(server, asked);
  if ("status" in upload) return upload;
  if (!(await requireWhole(server, upload))) throw new Problem(404, NO_UPLOAD);
  const { bytes } = upload;
  const what = { bytes, hashed: hashes.of(id, bytes), looks };
  const received = await takeVideo(folder, folder.upload(id), what).catch(async (error: unknown) => {
    if (!(error instanceof UploadRefused)) throw error;
    await removeUpload(server, owner, id);
    throw problemOf(error);
  });
  const filename = plainName(upload.metadata["filename"] ?? "");
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
