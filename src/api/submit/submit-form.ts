/** Makes a job of a form that contains the video. */
import { diskFull, roomFor } from "../../service/uploads/disk-room.js";
import { requireRoom } from "../../service/uploads/owner-room.js";
import { receiveVideo, type ReceivedVideo } from "../../service/uploads/receive-video.js";
import { limitFormUpload } from "../../service/uploads/form-upload-limit.js";
import { lookUpKey } from "../../store/jobs/idempotency.js";
import type { JobRecord } from "../../store/jobs/jobs.js";
import { BYTES_MOST } from "../../translation/glossary/glossary.js";
import type { ApiContext } from "../context.js";
import { readMultipart, type MultipartForm, type MultipartUpload } from "../forms/multipart.js";
import { Problem } from "../http/problem.js";
import { readWanted, requestHash, submitJob } from "./submit-job.js";
import { throwProblem } from "./upload-problem.js";

/** Fields of the form besides the video. */
const JOB_FIELDS = ["target", "source", "audioTrack", "profile", "shots", "translator", "glossary"] as const;
/** What the rest of a form may take. */
const FORM_BYTES = 1e6 + BYTES_MOST;

export async function submitForm(
  server: ApiContext,
  owner: string,
  request: Request,
  key: string | undefined,
): Promise<JobRecord> {
  const { folder, settings, mediaInfo, formUploads } = server;
  const bytesMost = settings.uploadBytesMost;
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bytesMost + FORM_BYTES)
    throw new Problem(413, `the video is larger than ${bytesMost} bytes, the most that this server accepts`);
  const arrival = formUploads.begin(owner, announced);
  const form: MultipartForm<ReceivedVideo> = {
    file: "video",
    fields: JOB_FIELDS,
    texts: { glossary: BYTES_MOST },
    receive: async (stream) => {
      const isCounted = await isNew(server, owner, key);
      // The arriving form is counted already.
      const look = (): Promise<void> => requireRoom(server, server.database, { owner, bytes: 0 });
      if (announced > (await roomFor(folder.incoming))) throw diskFull();
      if (isCounted) await look();
      const limit = limitFormUpload(folder.incoming, arrival, isCounted ? look : null);
      return receiveVideo(folder, stream, { bytesMost, mediaInfo, limit });
    },
    discard: (received) => received.discard(),
  };
  try {
    const { fields, filename, received } = await readMultipart(request, form);
    return await submitReceived(server, owner, { fields, filename, received, key }).finally(() => received.discard());
  } catch (error) {
    return throwProblem(error);
  } finally {
    arrival.end();
  }
}

async function submitReceived(
  server: ApiContext,
  owner: string,
  { fields, filename, received, key }: MultipartUpload<ReceivedVideo> & { key: string | undefined },
): Promise<JobRecord> {
  const wanted = readWanted(server, {
    source: fields.get("source")?.[0],
    targets: fields.get("target"),
    audioTrack: fields.get("audioTrack")?.[0],
    profile: fields.get("profile")?.[0],
    shots: readShots(fields.get("shots")?.[0]),
    translator: fields.get("translator")?.[0],
    glossary: fields.get("glossary")?.[0],
  });
  const asked = key === undefined ? null : { key, request: requestHash(received.sha256, wanted) };
  return submitJob(server, owner, { wanted, filename, received, key: asked });
}

function readShots(text: string | undefined): boolean | undefined {
  if (text === undefined || text === "true" || text === "false")
    return text === undefined ? undefined : text === "true";
  throw new Problem(422, "shots is true or false");
}

/** Whether the Idempotency-Key of a request is new. A repeated request adds nothing to the owner's files. */
async function isNew({ database }: ApiContext, owner: string, key: string | undefined): Promise<boolean> {
  return key === undefined || (await lookUpKey(database, { owner, key, request: "" })).state === "new";
}
