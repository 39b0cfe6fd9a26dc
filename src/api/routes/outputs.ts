/** A job's files over HTTP: what was uploaded, finished renders, subtitles. No name of a caller's is part of a path: each is looked up. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { MediaDescription } from "../../media/probe/media.js";
import { findFile } from "../../store/files/files.js";
import type { JobRecord } from "../../store/jobs/jobs.js";
import { findRender } from "../../store/renders/renders.js";
import { findSubtitles } from "../../store/jobs/subtitles.js";
import type { Variables } from "../access/authenticate.js";
import type { ApiContext } from "../context.js";
import { answerContent, type Content } from "../downloads/content-answer.js";
import { attachment, baseOf } from "../downloads/download-name.js";
import { subtitleFileOf } from "../downloads/subtitle-files.js";
import { NO_JOB, ownJob } from "./jobs.js";
import { Problem } from "../http/problem.js";
import { outputName } from "./renders.js";
import { JobId } from "../document/schemas.js";
import { answerStored, NO_FILE, originalOf, type Stored } from "../downloads/stored-file.js";

export function addOutputRoutes(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  // HEAD too: it is answered as GET, without the body.
  app.get("/outputs/:id/:file", async (context) => {
    const id = context.req.param("id");
    if (!JobId.safeParse(id).success) throw new Problem(404, NO_JOB);
    const job = await ownJob(server, context.get("owner"), id, server.database.reader());
    const name = context.req.param("file");
    const stored = await findStored(server, job, name);
    if (!stored) return answerContent(context, await subtitlesOf(server, job, name));
    return answerStored(context, server, stored);
  });
}

async function findStored(server: ApiContext, job: JobRecord, name: string): Promise<Stored | null> {
  const { folder } = server;
  const database = server.database.reader();
  if (name === "original") {
    const file = await findFile(database, job.file);
    if (!file) throw new Problem(404, NO_FILE);
    return originalOf(server, job, file.media as MediaDescription);
  }
  const [, id = ""] = /^([0-9a-f-]{36})\.(?:mp4|mkv)$/.exec(name) ?? [];
  if (!JobId.safeParse(id).success) return null;
  const render = await findRender(database, job.id, id);
  if (render?.status !== "completed" || outputName(render) !== name) throw new Problem(404, NO_FILE);
  const isBurned = render.kind === "burn";
  return {
    path: folder.render(render),
    type: isBurned ? "video/mp4" : "video/x-matroska",
    // It is made once, and never changed.
    etag: `"${render.id}"`,
    disposition: attachment(`${baseOf(job.filename)}.${render.language}.${isBurned ? "burned.mp4" : "subtitled.mkv"}`),
  };
}

/** `NAME.LANGUAGE.FORMAT`: subtitles as they are now, from the database. */
async function subtitlesOf(server: ApiContext, job: JobRecord, name: string): Promise<Content> {
  const database = server.database.reader();
  const before = `${baseOf(job.filename)}.`;
  const asked = name.startsWith(before) ? subtitleFileOf(name.slice(before.length)) : null;
  const record = asked && (await findSubtitles(database, job.id, asked.language));
  if (!asked || !record) throw new Problem(404, NO_FILE);
  const text = Buffer.from(asked.type.write(record));
  return {
    bytes: text.length,
    type: asked.type.mediaType,
    etag: `"${record.version}"`,
    modified: null,
    disposition: attachment(name),
    read: (first, last) => text.subarray(first, last + 1),
  };
}
