/** A job's files: the uploaded video, finished renders, subtitles. No name from a request becomes part of a path: each is looked up. */
import { z } from "@hono/zod-openapi";
import type { MediaDescription } from "../../../media/probe/media.js";
import { findFile } from "../../../store/files/files.js";
import type { JobRecord } from "../../../store/jobs/jobs.js";
import { findSubtitles } from "../../../store/jobs/subtitles.js";
import { findRender } from "../../../store/renders/renders.js";
import type { AddRoutes, ApiContext } from "../../context.js";
import { UUID } from "../../document/patterns.js";
import { outputName } from "../../document/render-view.js";
import { baseOf, contentDisposition } from "../../downloads/content-disposition.js";
import { sendContent, type Content } from "../../downloads/send-content.js";
import { extensionsText, subtitleFileOf } from "../../downloads/subtitle-files.js";
import { NO_FILE, originalOf, sendStoredFile, type StoredFile } from "../../downloads/stored-file.js";
import { Problem } from "../../http/problem.js";
import { byJobId, fileHeaders, FILE_RESPONSES, problem, requireJob, text } from "../../respond.js";

const RENDER_NAME = new RegExp(`^(${UUID})\\.(?:mp4|mkv)$`, "i");

export const addOutputRoute: AddRoutes = (api, server) => {
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/outputs/{id}/{file}",
    request: {
      params: byJobId.extend({ file: z.string().openapi({ example: "original" }) }),
      headers: fileHeaders,
    },
    responses: {
      200: text(
        `a file of the job: original, a finished render (its links.output), or subtitles as NAME.es${extensionsText()}`,
        "application/octet-stream",
      ),
      206: text("the requested range of the file", "application/octet-stream"),
      404: problem(NO_FILE),
      ...FILE_RESPONSES,
    },
  });
  api.get("/outputs/:id/:file", async (context) => {
    const { id, file: name } = context.req.param();
    const job = await requireJob(server, context.get("owner"), id, server.database.reader());
    const stored = await findStored(server, job, name);
    if (!stored) return sendContent(context, await subtitlesOf(server, job, name));
    return sendStoredFile(context, server, stored);
  });
};

/** The uploaded video or a finished render; null if the name is of neither. */
async function findStored(server: ApiContext, job: JobRecord, name: string): Promise<StoredFile | null> {
  const { folder } = server;
  const database = server.database.reader();
  if (name === "original") {
    const file = await findFile(database, job.file);
    if (!file) throw new Problem(404, NO_FILE);
    return originalOf(server, job, file.media as MediaDescription);
  }
  const id = RENDER_NAME.exec(name)?.[1];
  if (id === undefined) return null;
  const render = await findRender(database, job.id, id);
  if (render?.status !== "completed" || outputName(render) !== name) throw new Problem(404, NO_FILE);
  const isBurned = render.kind === "burn";
  const downloadName = `${baseOf(job.filename)}.${render.language}.${isBurned ? "burned.mp4" : "subtitled.mkv"}`;
  return {
    path: folder.render(render),
    type: isBurned ? "video/mp4" : "video/x-matroska",
    // A render never changes once it is made.
    etag: `"${render.id}"`,
    disposition: contentDisposition(downloadName),
  };
}

/** `NAME.LANGUAGE.FORMAT`: subtitles as the database holds them now. */
async function subtitlesOf(server: ApiContext, job: JobRecord, name: string): Promise<Content> {
  const database = server.database.reader();
  const before = `${baseOf(job.filename)}.`;
  const asked = name.startsWith(before) ? subtitleFileOf(name.slice(before.length)) : null;
  const record = asked && (await findSubtitles(database, job.id, asked.language));
  if (!asked || !record) throw new Problem(404, NO_FILE);
  const content = Buffer.from(asked.type.write(record));
  return {
    bytes: content.length,
    type: asked.type.mediaType,
    etag: `"${record.version}"`,
    modified: null,
    disposition: contentDisposition(name),
    read: (first, last) => content.subarray(first, last + 1),
  };
}
