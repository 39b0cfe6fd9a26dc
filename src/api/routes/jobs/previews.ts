/** A job's video in a form that browsers play. */
import { z } from "@hono/zod-openapi";
import type { MediaDescription } from "../../../media/probe/media.js";
import { needsLook, previewWay, type PreviewWay } from "../../../media/probe/playable.js";
import { probe } from "../../../media/probe/probe.js";
import { withTrack } from "../../../media/sound/choose-sound.js";
import { admitRender } from "../../../service/renders/admit-render.js";
import { describeFile, findFile } from "../../../store/files/files.js";
import type { JobRecord } from "../../../store/jobs/jobs.js";
import { findPreview, requestPreview } from "../../../store/renders/previews.js";
import type { RenderRecord } from "../../../store/renders/renders.js";
import type { AddRoutes, ApiContext } from "../../context.js";
import { baseOf, contentDisposition } from "../../downloads/content-disposition.js";
import { NO_FILE, originalOf, sendStoredFile } from "../../downloads/stored-file.js";
import { Problem } from "../../http/problem.js";
import { byJobId, fileHeaders, FILE_RESPONSES, jsonResponse, NO_JOB, problem, requireJob } from "../../respond.js";
import { throwProblem } from "../../submit/upload-problem.js";

const PreviewState = z
  .object({
    state: z.literal("making"),
    progress: z.number().min(0).max(1),
  })
  .openapi("PreviewState", { example: { state: "making", progress: 0.25 } });

const video = (description: string) => ({ description, content: { "video/mp4": { schema: z.string() } } });

/** Seconds after which a client should ask again for a preview that is being made. */
const RETRY_AFTER_SECONDS = 1;

export const addPreviewRoute: AddRoutes = (api, server) => {
  // Only described, not checked by zod: the response is a file.
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/jobs/{id}/preview",
    description:
      "The original if browsers play it; otherwise an MP4, which is made at the first GET or HEAD request, whatever the status of the job.",
    request: { params: byJobId, headers: fileHeaders },
    responses: {
      200: video("the job's video or sound, in a form that browsers play"),
      202: jsonResponse("the preview is being made: ask again after Retry-After seconds", PreviewState),
      206: video("the requested range of the file"),
      404: problem(NO_JOB),
      422: problem("the preview cannot be made"),
      429: problem("the owner has sent too many requests, or has 20 unfinished renders and previews"),
      507: problem("the disk is full, or the owner's files take up all the space they may"),
      ...FILE_RESPONSES,
    },
  });
  api.get("/api/jobs/:id/preview", async (context) => {
    const job = await requireJob(server, context.get("owner"), context.req.param("id"), server.database.reader());
    const media = await mediaOf(server, job);
    const way = previewWay(media);
    if (way === "original") return sendStoredFile(context, server, originalOf(server, job, media, "inline"));
    const preview = await previewOf(server, job, way);
    if (preview.status === "failed")
      throw new Problem(422, `browsers cannot play this video: ${preview.error ?? "the reason is unknown"}`);
    if (preview.status !== "completed") {
      context.header("Retry-After", String(RETRY_AFTER_SECONDS));
      context.header("Cache-Control", "no-store");
      return context.json({ state: "making", progress: preview.progress }, 202);
    }
    return sendStoredFile(context, server, {
      path: server.folder.render(preview),
      type: media.video ? "video/mp4" : "audio/mp4",
      // A preview never changes once it is made.
      etag: `"${preview.id}"`,
      disposition: contentDisposition(`${baseOf(job.filename)}.preview.mp4`, "inline"),
    });
  });
};

/** The job's preview, which is begun if there is none, and again if it has failed. */
async function previewOf(
  server: ApiContext,
  job: JobRecord,
  way: Exclude<PreviewWay, "original">,
): Promise<RenderRecord> {
  const { database } = server;
  const found = await findPreview(database.reader(), job.id);
  if (found?.status === "completed") return found;
  const exists = found !== null && found.status !== "failed";
  const admit = exists
    ? undefined
    : admitRender(server, {
        owner: job.owner,
        videoBytes: (await findFile(database.reader(), job.file))?.bytes ?? 0,
      });
  const preview = await requestPreview(database, { job: job.id, kind: way }, admit).catch(throwProblem);
  if (!preview) throw new Problem(404, NO_JOB);
  return preview;
}

/** The description of a job's file. If an older version wrote it, the file is probed again. */
async function mediaOf({ database, folder }: ApiContext, { file, audio }: JobRecord): Promise<MediaDescription> {
  const found = await findFile(database.reader(), file);
  if (!found) throw new Problem(404, NO_FILE);
  const known = found.media as MediaDescription;
  if (!needsLook(known)) return withTrack(known, audio?.track);
  const { file: _path, ...media } = await probe(folder.video(file)).catch(() => {
    throw new Problem(404, NO_FILE);
  });
  // The sound stays the one that was recognized, whatever this probe finds.
  const renewed = { ...known, video: media.video };
  await describeFile(database, { sha256: file, media: renewed });
  return withTrack(renewed, audio?.track);
}
