/** Renders: videos with a job's subtitles, burned in or as a track. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Database } from "../../../database/database.js";
import { warnOfLetters } from "../../../media/letters/fonts.js";
import type { MediaInfo } from "../../../media/probe/media.js";
import { admitRender } from "../../../service/renders/admit-render.js";
import { findFile } from "../../../store/files/files.js";
import { findSubtitles } from "../../../store/jobs/subtitles.js";
import { findRender, listRenders, requestRender } from "../../../store/renders/renders.js";
import { isEnded } from "../../../store/statuses.js";
import type { Warning } from "../../../subtitles/document.js";
import type { AddRoutes, Api, ApiContext } from "../../context.js";
import { withKnownFont } from "../../document/render-style.js";
import { RenderList, RenderRequest, RenderView, renderViewOf } from "../../document/render-view.js";
import { Problem } from "../../http/problem.js";
import { byJobId, json, jsonResponse, NO_JOB, problem, requireJob } from "../../respond.js";
import { throwProblem } from "../../submit/upload-problem.js";

const NO_RENDER = "there is no render with this id";

export const addRenderRoutes: AddRoutes = (api, server) => {
  addRequest(api, server);
  addList(api, server);
  addRender(api, server);
};

function addRequest(api: Api, server: ApiContext): void {
  api.openapi(
    createRoute({
      method: "post",
      path: "/api/jobs/{id}/renders",
      request: { params: byJobId, body: { required: true, content: json(RenderRequest) } },
      responses: {
        202: jsonResponse("the render, which is durable", RenderView),
        404: problem(NO_JOB),
        409: problem("the job is not done, or has no subtitles"),
        413: problem("the body is larger than 64 KiB"),
        415: problem("the body is not JSON"),
        422: problem(
          "the job does not have this language, the file has no picture to burn into, or a style or font is unknown",
        ),
        429: problem("the owner has sent too many requests, or has 20 unfinished renders and previews"),
        507: problem("the disk is full, or the owner's files take up all the space they may"),
      },
    }),
    async (context) => {
      const wanted = context.req.valid("json");
      const view = await requestView(server, context.get("owner"), context.req.valid("param").id, wanted);
      return context.json(view, 202, { Location: view.links.self });
    },
  );
}

/** Makes the render, or returns the one that the same request made before. */
async function requestView(
  server: ApiContext,
  owner: string,
  id: string,
  { lang, kind, style: wantedStyle }: z.infer<typeof RenderRequest>,
): Promise<z.infer<typeof RenderView>> {
  const { database } = server;
  const job = await requireJob(server, owner, id);
  if (!isEnded(job.status)) throw new Problem(409, `the job is ${job.status}`);
  const languages = [job.source, ...job.targets];
  if (!languages.includes(lang))
    throw new Problem(422, `the job has no subtitles in ${lang}: use one of ${languages.join(", ")}`);
  const file = await findFile(database, job.file);
  const media = file?.media as MediaInfo | undefined;
  if (kind === "burn" && media?.video === null)
    throw new Problem(422, "the file has no picture to burn subtitles into: use the kind mux");
  const style = await withKnownFont(wantedStyle);
  const warnings = kind === "burn" ? await warningsOf(database, id, lang) : [];
  const admit = admitRender(server, { owner, videoBytes: file?.bytes ?? 0 });
  const wanted = { job: id, kind, language: lang, style, warnings };
  const requested = await requestRender(database, wanted, admit).catch(throwProblem);
  if ("render" in requested) return renderViewOf(requested.render);
  if (requested.refused === "gone") throw new Problem(404, NO_JOB);
  if (requested.refused === "running") throw new Problem(409, "the job is being retried");
  throw new Problem(409, `the job has no subtitles: it is ${job.status}`);
}

/** Warnings that are known before the video is made: this server has the same fonts as the machines that burn. */
async function warningsOf(database: Database, job: string, language: string): Promise<Warning[]> {
  const found = await findSubtitles(database, job, language);
  const message = await warnOfLetters(found?.cues.map(({ text }) => text) ?? []);
  return message === null ? [] : [{ code: "no-font", message }];
}

function addList(api: Api, server: ApiContext): void {
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs/{id}/renders",
      request: { params: byJobId },
      responses: { 200: jsonResponse("the job's renders, the oldest first", RenderList), 404: problem(NO_JOB) },
    }),
    async (context) => {
      const { id } = await requireJob(server, context.get("owner"), context.req.valid("param").id);
      return context.json({ renders: (await listRenders(server.database.reader(), id)).map(renderViewOf) }, 200);
    },
  );
}

function addRender(api: Api, server: ApiContext): void {
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs/{id}/renders/{render}",
      request: { params: byJobId.extend({ render: z.uuid() }) },
      responses: { 200: jsonResponse("the render", RenderView), 404: problem(NO_RENDER) },
    }),
    async (context) => {
      const { id, render } = context.req.valid("param");
      const job = await requireJob(server, context.get("owner"), id);
      const found = await findRender(server.database.reader(), job.id, render);
      if (!found) throw new Problem(404, NO_RENDER);
      return context.json(renderViewOf(found), 200);
    },
  );
}
