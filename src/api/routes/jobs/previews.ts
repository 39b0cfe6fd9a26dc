/** A job's video as browsers play it, and pictures of its moments. */
import { z, type OpenAPIHono } from "@hono/zod-openapi";
import { FfmpegFailure } from "../../../media/ffmpeg.js";
import type { MediaDescription } from "../../../media/probe/media.js";
import { needsLook, previewWay } from "../../../media/probe/playable.js";
import { probe } from "../../../media/probe/probe.js";
import { withTrack } from "../../../media/sound/choose-sound.js";
import { admitRender } from "../../../service/renders/admit-render.js";
import { Stills } from "../../../service/renders/stills.js";
import { maybeOne } from "../../../database/database.js";
import { describeFile, findFile } from "../../../store/files/files.js";
import type { JobRecord } from "../../../store/jobs/jobs.js";
import { findPreview, requestPreview } from "../../../store/renders/previews.js";
import type { Variables } from "../../access/authenticate.js";
import type { ApiContext } from "../../context.js";
import { requireKnown } from "../../bounds/known-fields.js";
import { answerContent } from "../../downloads/send-content.js";
import { attachment, baseOf } from "../../downloads/content-disposition.js";
import { NO_JOB, ownJob } from "./jobs.js";
import { Problem } from "../../http/problem.js";
import { JobId } from "../../document/schemas.js";
import { answerStored, NO_FILE, originalOf } from "../../downloads/stored-file.js";
import { asProblem } from "../../submit/submit-job.js";

const PreviewState = z
  .object({
    state: z.literal("making"),
    progress: z.number().min(0).max(1),
  })
  .openapi("PreviewState", { example: { state: "making", progress: 0.25 } });

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.any() } },
});
const video = (description: string) => ({ description, content: { "video/mp4": { schema: z.string() } } });
const jpeg = (description: string) => ({
  description,
  content: { "image/jpeg": { schema: z.string().openapi({ format: "binary" }) } },
});
const byJob = z.object({ id: JobId });

/** Seconds after which a preview that is being made is asked for again. */
const AGAIN_SECONDS = 1;

const Width = z.coerce.number().int().min(64).max(1280).default(320);
/** No video lasts longer than 366 days. */
const SECONDS = /^(\d{1,8}(?:\.\d{1,9})?)\.jpg$/;

export function addPreviewRoutes(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  addPreview(app, server);
  addThumbnails(app, server);
}

function addPreview(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  // Not a route of zod's: its answer is a file.
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/jobs/{id}/preview",
    description:
      "The original if browsers play it, else an MP4 that is made at the first request, whatever the job's status. HEAD begins with it too.",
    request: {
      params: byJob,
      headers: z.object({
        range: z.string().optional().openapi({ example: "bytes=0-1023" }),
        "if-range": z.string().optional(),
        "if-none-match": z.string().optional(),
      }),
    },
    responses: {
      200: video("the job's video or sound, as browsers play it"),
      202: {
        description: "it is being made: ask again after Retry-After seconds",
        content: { "application/json": { schema: PreviewState } },
      },
      206: video("the part that was asked for"),
      304: { description: "it is still that of the ETag" },
      412: problem("If-Match names another content"),
      404: problem(NO_JOB),
      416: problem("the file is shorter"),
      422: problem("it cannot be made"),
      429: problem("more requests than an owner may send, or 20 of the owner's renders and previews are unfinished"),
      507: problem("the disk is full, or the owner takes up as much as they may"),
    },
  });
  app.get("/api/jobs/:id/preview", async (context) => {
    const job = await jobOf(server, context.get("owner"), context.req.param("id"));
    const media = await mediaOf(server, job);
    const way = previewWay(media);
    if (way === "original") return answerStored(context, server, inline(originalOf(server, job, media)));
    const { database, folder } = server;
    const found = await findPreview(database.reader(), job.id);
    const isThere = found !== null && found.status !== "failed";
    const admit = isThere
      ? undefined
      : admitRender(server, {
          owner: job.owner,
          videoBytes: (await findFile(database.reader(), job.file))?.bytes ?? 0,
        });
    const preview =
      found?.status === "completed"
        ? found
        : await requestPreview(database, { job: job.id, kind: way }, admit).catch(asProblem);
    if (!preview) throw new Problem(404, NO_JOB);
    if (preview.status === "failed")
      throw new Problem(422, `the video cannot be made playable in browsers: ${preview.error ?? "no reason is known"}`);
    if (preview.status !== "completed") {
      context.header("Retry-After", String(AGAIN_SECONDS));
      context.header("Cache-Control", "no-store");
      return context.json({ state: "making", progress: preview.progress }, 202);
    }
    const stored = {
      path: folder.render(preview),
      type: media.video ? "video/mp4" : "audio/mp4",
      // It is made once, and never changed.
      etag: `"${preview.id}"`,
      disposition: attachment(`${baseOf(job.filename)}.preview.mp4`),
    };
    return answerStored(context, server, inline(stored));
  });
}

const inline = <T extends { disposition: string }>(stored: T): T => ({
  ...stored,
  disposition: stored.disposition.replace(/^attachment/, "inline"),
});

async function jobOf(server: ApiContext, owner: string, id: string): Promise<JobRecord> {
  if (!JobId.safeParse(id).success) throw new Problem(404, NO_JOB);
  return ownJob(server, owner, id, server.database.reader());
}

/** What a job's file is. One that an older version described is looked at again. */
async function mediaOf({ database, folder }: ApiContext, { file, audio }: JobRecord): Promise<MediaDescription> {
  const found = await findFile(database.reader(), file);
  if (!found) throw new Problem(404, NO_FILE);
  const known = found.media as MediaDescription;
  if (!needsLook(known)) return withTrack(known, audio?.track);
  const { file: _path, ...media } = await probe(folder.video(file)).catch(() => {
    throw new Problem(404, NO_FILE);
  });
  // What was recognized stays the sound of this file, whatever this look finds.
  const renewed = { ...known, video: media.video };
  await describeFile(database, { sha256: file, media: renewed });
  return withTrack(renewed, audio?.track);
}

function addThumbnails(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  const { database, folder } = server;
  const stills = new Stills(folder, async (job) => {
    return (await maybeOne(database, "SELECT id FROM jobs WHERE id = $1", [job])) !== null;
  });

  // Not a route of zod's: its answer is a file.
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/jobs/{id}/thumbnails/{seconds}.jpg",
    request: {
      params: byJob.extend({
        seconds: z.number().min(0).openapi({ example: 12.5, description: "from the video's beginning" }),
      }),
      query: z.object({
        width: Width.openapi({ description: "of the picture, in points; its height follows", example: 320 }),
      }),
      headers: z.object({ "if-none-match": z.string().optional() }),
    },
    responses: {
      200: jpeg("the picture that is shown at that time"),
      206: jpeg("the part that was asked for"),
      304: { description: "it is still that of the ETag" },
      412: problem("If-Match names another content"),
      404: problem("there is no job of this id, no picture in it, or none at this time"),
      416: problem("the file is shorter"),
      422: problem("the picture cannot be decoded, or the width is not 64 to 1280"),
    },
  });
  app.get("/api/jobs/:id/thumbnails/:name", async (context) => {
    const job = await jobOf(server, context.get("owner"), context.req.param("id"));
    const seconds = SECONDS.exec(context.req.param("name"))?.[1];
    if (seconds === undefined)
      throw new Problem(404, "there is nothing of this name: give seconds and .jpg, as 12.5.jpg");
    requireKnown(Object.keys(context.req.query()), ["width"], "the query");
    const width = Width.safeParse(context.req.query("width"));
    if (!width.success) throw new Problem(422, "width: give a whole number from 64 to 1280");
    const media = (await findFile(database.reader(), job.file))?.media as MediaDescription | undefined;
    if (!media) throw new Problem(404, NO_FILE);
    const time = Number(seconds);
    if (media.video === null) throw new Problem(404, "the file is sound alone: there is no picture in it");
    if (time > media.duration)
      throw new Problem(404, `there is no picture at ${time} s: the video ends at ${media.duration} s`);
    const still = { milliseconds: Math.round(time * 1000), width: width.data };
    const { signal } = context.req.raw;
    const found = await stills
      .read({ ...still, job: job.id, owner: job.owner, info: { ...media, file: folder.video(job.file) }, signal })
      .catch((error: unknown) => {
        if (signal.aborted) throw new Problem(400, "the request was cut off: send it again");
        if (!(error instanceof FfmpegFailure)) return asProblem(error);
        throw new Problem(422, `the picture at ${time} s cannot be decoded`);
      });
    if (!found) throw new Problem(404, `there is no picture at ${time} s`);
    return answerContent(context, {
      bytes: found.length,
      type: "image/jpeg",
      etag: `"${job.file.slice(0, 32)}-${still.milliseconds}-${still.width}"`,
      modified: null,
      disposition: "inline",
      // The video of a job never changes.
      cacheControl: "private, max-age=86400, immutable",
      read: (first, last) => Uint8Array.from(found.subarray(first, last + 1)),
    });
  });
}
