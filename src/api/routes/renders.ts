/** Renders over HTTP: videos with a job's subtitles, asked for and read. */
import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { warnOfLetters } from "../../media/letters/fonts.js";
import type { MediaInfo } from "../../media/probe/media.js";
import type { Database } from "../../database/database.js";
import { admitRender } from "../../service/renders/admit-render.js";
import { findFile } from "../../store/files/files.js";
import { findRender, listRenders, requestRender, type SubtitledRender } from "../../store/renders/renders.js";
import { findSubtitles } from "../../store/jobs/subtitles.js";
import { isEnded, RENDER_STATUSES } from "../../store/statuses.js";
import type { Warning } from "../../subtitles/document.js";
import type { Variables } from "../access/authenticate.js";
import type { ApiContext } from "../context.js";
import { NO_JOB, ownJob } from "./jobs.js";
import { Problem } from "../http/problem.js";
import { RenderStyle, withKnownFont } from "../document/render-style.js";
import { JobId, LanguageCode } from "../document/schemas.js";
import { asProblem } from "../submit/submit-job.js";

const RenderRequest = z
  .strictObject({ lang: LanguageCode, kind: z.enum(["burn", "mux"]), style: RenderStyle.default({}) })
  .openapi("RenderRequest");

export const RenderView = z
  .object({
    id: z.uuid(),
    job: JobId,
    kind: z.enum(["burn", "mux"]),
    lang: LanguageCode,
    style: RenderStyle,
    version: z.int().openapi({ description: "of the subtitles that it shows" }),
    status: z.enum(RENDER_STATUSES),
    progress: z.number().min(0).max(1),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    error: z.string().nullable(),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })).openapi({
      description: "what a person should know of a video that is made all the same: letters without a font",
    }),
    links: z.object({ self: z.string(), job: z.string(), output: z.string().optional() }),
  })
  .openapi("Render");

const RenderList = z.object({ renders: z.array(RenderView) }).openapi("RenderList");

/** The last part of the path under which a finished render is got. */
export const outputName = ({ id, kind }: SubtitledRender): string => `${id}.${kind === "burn" ? "mp4" : "mkv"}`;

export function renderViewOf(render: SubtitledRender): z.infer<typeof RenderView> {
  const { id, job, kind, language, version, status, progress, error } = render;
  const base = `/api/jobs/${job}`;
  return {
    id,
    job,
    kind,
    lang: language,
    style: render.style as z.infer<typeof RenderStyle>,
    version,
    status,
    progress,
    createdAt: render.createdAt.toISOString(),
    startedAt: render.startedAt?.toISOString() ?? null,
    finishedAt: render.finishedAt?.toISOString() ?? null,
    error,
    warnings: render.warnings,
    links: {
      self: `${base}/renders/${id}`,
      job: base,
      ...(status === "completed" ? { output: `/outputs/${job}/${outputName(render)}` } : {}),
    },
  };
}

const json = <T extends z.ZodType>(schema: T) => ({ "application/json": { schema } });
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.any() } },
});
const NO_RENDER = "there is no render of this id";

/** What is known of a burn before it is made: the server has the fonts of those who make it. */
async function warningsOf(database: Database, job: string, language: string): Promise<Warning[]> {
  const found = await findSubtitles(database, job, language);
  const message = await warnOfLetters(found?.cues.map(({ text }) => text) ?? []);
  return message === null ? [] : [{ code: "no-font", message }];
}

export function addRenderRoutes(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  const { database } = server;
  const byJob = z.object({ id: JobId });

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/jobs/{id}/renders",
      request: { params: byJob, body: { required: true, content: json(RenderRequest) } },
      responses: {
        413: problem("the body is larger than 64 KiB"),
        415: problem("the body is no JSON"),
        202: { description: "the render: it is durable", content: json(RenderView) },
        404: problem(NO_JOB),
        409: problem("the job is not done, or has no subtitles"),
        429: problem("more requests than an owner may send, or 20 of the owner's renders and previews are unfinished"),
        507: problem("the disk is full, or the owner takes up as much as they may"),
        422: problem(
          "a language that the job does not have, a burn of sound alone, or a style or font that there is not",
        ),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const { lang, kind, style: asAsked } = context.req.valid("json");
      const job = await ownJob(server, context.get("owner"), id);
      if (!isEnded(job.status)) throw new Problem(409, `the job is ${job.status}`);
      const languages = [job.source, ...job.targets];
      if (!languages.includes(lang))
        throw new Problem(422, `the job has no subtitles of ${lang}: give one of ${languages.join(", ")}`);
      const file = await findFile(database, job.file);
      const media = file?.media as MediaInfo | undefined;
      if (kind === "burn" && media?.video === null)
        throw new Problem(422, "the file has no picture to burn subtitles into: it can be muxed");
      const style = await withKnownFont(asAsked);
      const warnings = kind === "burn" ? await warningsOf(database, id, lang) : [];
      const admit = admitRender(server, { owner: context.get("owner"), videoBytes: file?.bytes ?? 0 });
      const wanted = { job: id, kind, language: lang, style, warnings };
      const asked = await requestRender(database, wanted, admit).catch(asProblem);
      if ("render" in asked) {
        const view = renderViewOf(asked.render);
        return context.json(view, 202, { Location: view.links.self });
      }
      if (asked.refused === "gone") throw new Problem(404, NO_JOB);
      if (asked.refused === "running") throw new Problem(409, "the job is tried again at the moment");
      throw new Problem(409, `the job has no subtitles: it is ${job.status}`);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs/{id}/renders",
      request: { params: byJob },
      responses: {
        200: { description: "the job's renders, the oldest first", content: json(RenderList) },
        404: problem(NO_JOB),
      },
    }),
    async (context) => {
      const { id } = await ownJob(server, context.get("owner"), context.req.valid("param").id);
      return context.json({ renders: (await listRenders(database.reader(), id)).map(renderViewOf) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs/{id}/renders/{render}",
      request: { params: byJob.extend({ render: z.uuid() }) },
      responses: { 200: { description: "the render", content: json(RenderView) }, 404: problem(NO_RENDER) },
    }),
    async (context) => {
      const { id, render } = context.req.valid("param");
      const job = await ownJob(server, context.get("owner"), id);
      const found = await findRender(database.reader(), job.id, render);
      if (!found) throw new Problem(404, NO_RENDER);
      return context.json(renderViewOf(found), 200);
    },
  );
}
