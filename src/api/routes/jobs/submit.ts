/** Makes jobs: of a form with a video, or of a complete resumable upload. */
import { z } from "@hono/zod-openapi";
import { requireKnown } from "../../bounds/known-fields.js";
import type { AddRoutes } from "../../context.js";
import {
  AudioTrackWish,
  JobView,
  LanguageCode,
  ProfileWish,
  ShotsWish,
  TranslatorWish,
  UploadedJob,
  viewOf,
} from "../../document/schemas.js";
import { isJson } from "../../http/media-type.js";
import { Problem } from "../../http/problem.js";
import { json, jsonResponse, problem } from "../../respond.js";
import { submitForm } from "../../submit/submit-form.js";
import { submitUpload } from "../../submit/submit-upload.js";

const VideoForm = z.object({
  video: z.string().openapi({ format: "binary" }),
  target: z.array(LanguageCode).optional(),
  source: LanguageCode.default("en"),
  audioTrack: AudioTrackWish.optional(),
  profile: ProfileWish.optional(),
  shots: ShotsWish.optional(),
  translator: TranslatorWish.optional(),
  glossary: z.string().optional().openapi({
    format: "binary",
    description:
      "a file or a field: CSV with the columns source, target, note and a column for each target, or the rows as JSON; at most 5,000 rows and 1,000,000 bytes",
  }),
});

export const addSubmitRoute: AddRoutes = (api, server) => {
  // Only described, not checked by zod: the form is read as it arrives.
  api.openAPIRegistry.registerPath({
    method: "post",
    path: "/api/jobs",
    request: {
      headers: z.object({ "idempotency-key": z.string().optional() }),
      body: { content: { "multipart/form-data": { schema: VideoForm }, ...json(UploadedJob) } },
    },
    responses: {
      202: jsonResponse("the job, which is durable; already completed if this video was done before", JobView),
      404: problem("there is no upload with this id"),
      409: problem("the upload is not complete"),
      413: problem("the video is larger than this server accepts"),
      415: problem("the body is neither multipart/form-data nor application/json"),
      422: problem(
        "the file is not a video, the server does not support a language or allow the translator, there is no such profile, or the Idempotency-Key was used for another request",
      ),
      507: problem(
        "the disk is full, or the owner's files take up all the space they may: nothing of the upload is kept",
      ),
    },
  });
  api.post("/api/jobs", async (context) => {
    const owner = context.get("owner");
    requireKnown(Object.keys(context.req.query()), [], "the query");
    const key = context.req.header("idempotency-key");
    if (key !== undefined && !/^[\x20-\x7e]{1,255}$/.test(key))
      throw new Problem(400, "an Idempotency-Key has 1 to 255 printable characters of ASCII");
    const job = isJson(context.req.header("content-type"))
      ? await submitUpload(server, owner, await context.req.json().catch(() => null), key)
      : await submitForm(server, owner, context.req.raw, key);
    return context.json(viewOf(job), 202, { Location: `/api/jobs/${job.id}` });
  });
};
