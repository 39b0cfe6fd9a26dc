/** Subtitles in the formats of players, and as JSON for editors. ETags keep an editor from overwriting changes that it has not seen. */
import { z } from "@hono/zod-openapi";
import {
  editSubtitles,
  findSubtitles,
  findVersion,
  type SubtitleRecord,
} from "../../../store/jobs/subtitles.js";
import { isEnded, type JobStatus } from "../../../store/statuses.js";
import type { AddRoutes, Api, ApiContext } from "../../context.js";
import { LanguageCode, SubtitleDocument } from "../../document/schemas.js";
import { checkConditions, holdsIfMatch, holdsIfNoneMatch } from "../../downloads/etag.js";
import { baseOf, contentDisposition } from "../../downloads/content-disposition.js";
import { EDITOR_JSON, extensionsText, subtitleFileOf } from "../../downloads/subtitle-files.js";
import { readSubtitles } from "../../edits/read-subtitles.js";
import { Problem } from "../../http/problem.js";
import { readerFor } from "../../reads/read-your-writes.js";
import { byJobId, json, jsonResponse, problem, requireJob, text } from "../../respond.js";

const etagOf = ({ version }: Pick<SubtitleRecord, "version">): string => `"${version}"`;
/** The client's own browser may cache them, and must ask with the ETag whether they have changed. */
const CACHE = { "Cache-Control": "private, no-cache" };

export const addSubtitleRoutes: AddRoutes = (api, server) => {
  addRead(api, server);
  addSave(api, server);
};

function addRead(api: Api, server: ApiContext): void {
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/jobs/{id}/subtitles/{name}",
    request: {
      params: byJobId.extend({ name: z.string().openapi({ example: "es.srt" }) }),
      headers: z.object({ "if-none-match": z.string().optional() }),
    },
    responses: {
      200: text(`the subtitles, as ${extensionsText()}, with an ETag`, "text/plain"),
      304: { description: "the subtitles still have the ETag of If-None-Match" },
      404: problem("the job has no such subtitles"),
      412: problem("If-Match names another version"),
    },
  });
  api.get("/api/jobs/:id/subtitles/:name", async (context) => {
    const { id, name } = context.req.param();
    const reader = readerFor(server, context);
    const job = await requireJob(server, context.get("owner"), id, reader);
    const asked = subtitleFileOf(name);
    const record = asked && (await findSubtitles(reader, job.id, asked.language));
    if (!asked || !record) throw noSubtitles(job.status, [job.source, ...job.targets]);
    const etag = etagOf(record);
    if (checkConditions({ etag, modified: null }, (header) => context.req.header(header)) === "unchanged")
      return context.body(null, 304, { ...CACHE, ETag: etag });
    const { language, type } = asked;
    return context.body(type.write(record), 200, {
      "Content-Type": type.mediaType,
      "Content-Disposition": contentDisposition(`${baseOf(job.filename)}.${language}.${type.extension}`),
      ETag: etag,
      ...CACHE,
    });
  });
}

function addSave(api: Api, server: ApiContext): void {
  const { database } = server;
  // Only described, not checked by zod: the document is read cue by cue (edits/read-subtitles.ts).
  api.openAPIRegistry.registerPath({
    method: "put",
    path: "/api/jobs/{id}/subtitles/{language}",
    request: {
      params: byJobId.extend({ language: LanguageCode }),
      headers: z.object({ "if-match": z.string() }),
      body: { content: json(SubtitleDocument) },
    },
    responses: {
      200: jsonResponse("the saved subtitles, with a new ETag", SubtitleDocument),
      404: problem("the job has no such subtitles"),
      408: problem("the body did not come in time"),
      409: problem("the job is not done yet"),
      412: problem("the subtitles have changed since that version"),
      413: problem("the body is larger than 24,000,000 bytes"),
      422: problem("a cue, a field or the language is not valid: the detail names it"),
      428: problem("If-Match is missing"),
      429: problem("the owner has sent too many requests, or has too many bytes of them in memory at once"),
      503: problem("the server has no memory for another large request at the moment"),
    },
  });
  api.put("/api/jobs/:id/subtitles/:language", async (context) => {
    const { id, language } = context.req.param();
    const job = await requireJob(server, context.get("owner"), id);
    if (!isEnded(job.status)) throw new Problem(409, "the job is not done yet");
    const condition = context.req.header("if-match");
    if (condition === undefined)
      throw new Problem(428, "say which version you edited: If-Match with the ETag that the subtitles came with");
    // The database is not asked for what cannot be a language: PostgreSQL's text cannot hold a NUL, for example.
    const version = /^[\w-]+$/.test(language) ? await findVersion(database, job.id, language) : null;
    if (version === null) throw noSubtitles(job.status, [job.source, ...job.targets]);
    const etag = etagOf({ version });
    const changed = new Problem(412, "the subtitles have changed since that version: get them again");
    if (!holdsIfMatch(condition, etag) || !holdsIfNoneMatch(context.req.header("if-none-match"), etag)) throw changed;
    const edited = await readSubtitles(new Uint8Array(await context.req.arrayBuffer()));
    if (edited.language !== language)
      throw new Problem(422, `the document is in ${edited.language}, not in ${language}`);
    const cues = `[${edited.cues.join(",")}]`;
    const saved = await editSubtitles(database, job.id, { language, cues }, version);
    if (!saved) throw changed;
    return context.body(`{"language":${JSON.stringify(language)},"cues":${cues}}\n`, 200, {
      "Content-Type": EDITOR_JSON.mediaType,
      ETag: etagOf(saved),
      ...CACHE,
    });
  });
}

function noSubtitles(status: JobStatus, languages: string[]): Problem {
  const reason = isEnded(status)
    ? `use one of ${languages.join(", ")} with ${extensionsText()}`
    : `the job is ${status}`;
  return new Problem(404, `there are no such subtitles: ${reason}`);
}
