/** Pictures of moments of a job's video. */
import { z } from "@hono/zod-openapi";
import { maybeOne } from "../../../database/database.js";
import { FfmpegFailure } from "../../../media/ffmpeg.js";
import type { MediaDescription } from "../../../media/probe/media.js";
import { Stills } from "../../../service/renders/stills.js";
import { findFile } from "../../../store/files/files.js";
import { requireKnown } from "../../bounds/known-fields.js";
import type { AddRoutes } from "../../context.js";
import { sendContent } from "../../downloads/send-content.js";
import { NO_FILE } from "../../downloads/stored-file.js";
import { Problem } from "../../http/problem.js";
import { byJobId, FILE_RESPONSES, problem, requireJob } from "../../respond.js";
import { throwProblem } from "../../submit/upload-problem.js";

const jpeg = (description: string) => ({
  description,
  content: { "image/jpeg": { schema: z.string().openapi({ format: "binary" }) } },
});

const Width = z.coerce.number().int().min(64).max(1280).default(320);
/** The last part of the path. Eight digits are enough: a video lasts at most 366 days. */
const NAME = /^(\d{1,8}(?:\.\d{1,9})?)\.jpg$/;

export const addThumbnailRoute: AddRoutes = (api, server) => {
  const { database, folder } = server;
  const stills = new Stills(folder, async (job) => {
    return (await maybeOne(database, "SELECT id FROM jobs WHERE id = $1", [job])) !== null;
  });

  // Only described, not checked by zod: the response is a file.
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/jobs/{id}/thumbnails/{seconds}.jpg",
    request: {
      params: byJobId.extend({
        seconds: z.number().min(0).openapi({ example: 12.5, description: "the time from the start of the video" }),
      }),
      query: z.object({
        width: Width.openapi({ description: "width of the picture in pixels; its height follows", example: 320 }),
      }),
      headers: z.object({ "if-none-match": z.string().optional() }),
    },
    responses: {
      200: jpeg("the picture that the video shows at this time"),
      206: jpeg("the requested range of the file"),
      404: problem("there is no job with this id, no picture in its file, or none at this time"),
      422: problem("the picture cannot be decoded, or the width is not 64 to 1280"),
      ...FILE_RESPONSES,
    },
  });
  api.get("/api/jobs/:id/thumbnails/:name", async (context) => {
    const { id, name } = context.req.param();
    const job = await requireJob(server, context.get("owner"), id, database.reader());
    const { time, width } = readRequest(name, context.req.query());
    const media = (await findFile(database.reader(), job.file))?.media as MediaDescription | undefined;
    if (!media) throw new Problem(404, NO_FILE);
    if (media.video === null) throw new Problem(404, "the file has only sound: there is no picture in it");
    if (time > media.duration)
      throw new Problem(404, `there is no picture at ${time} s: the video ends at ${media.duration} s`);
    const still = { milliseconds: Math.round(time * 1000), width };
    const { signal } = context.req.raw;
    const found = await stills
      .read({ ...still, job: job.id, owner: job.owner, info: { ...media, file: folder.video(job.file) }, signal })
      .catch((error: unknown) => {
        if (signal.aborted) throw new Problem(400, "the request was cut off: send it again");
        if (!(error instanceof FfmpegFailure)) return throwProblem(error);
        throw new Problem(422, `the picture at ${time} s cannot be decoded`);
      });
    if (!found) throw new Problem(404, `there is no picture at ${time} s`);
    return sendContent(context, {
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
};

/** Seconds and width of a thumbnail. Throws a Problem if its name or query is not valid. */
function readRequest(name: string, query: Record<string, string>): { time: number; width: number } {
  const seconds = NAME.exec(name)?.[1];
  if (seconds === undefined)
    throw new Problem(404, "there is nothing with this name: write seconds and .jpg, such as 12.5.jpg");
  requireKnown(Object.keys(query), ["width"], "the query");
  const width = Width.safeParse(query["width"]);
  if (!width.success) throw new Problem(422, "width: give a whole number from 64 to 1280");
  return { time: Number(seconds), width: width.data };
}
