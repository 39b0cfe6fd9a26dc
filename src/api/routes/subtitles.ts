/** Subtitles over HTTP: in the formats that players take, and as JSON for editors, with ETags so that nobody overwrites what he has not seen. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { editSubtitles, findSubtitles, findVersion, type SubtitleRecord } from "../../store/jobs/subtitles.js";
import { isEnded, type JobStatus } from "../../store/statuses.js";
import type { Variables } from "../access/authenticate.js";
import type { ApiContext } from "../context.js";
import { conditionsOf, holdsIfMatch, holdsIfNoneMatch } from "../downloads/etag.js";
import { attachment, baseOf } from "../downloads/download-name.js";
import { EDITOR_JSON, extensionsText, subtitleFileOf } from "../downloads/subtitle-files.js";
import { readSubtitles } from "../edits/read-subtitles.js";
import { NO_JOB, ownJob } from "./jobs.js";
import { readsOf } from "../reads/read-your-writes.js";
import { Problem } from "../http/problem.js";
import { JobId } from "../document/schemas.js";

const etagOf = ({ version }: Pick<SubtitleRecord, "version">): string => `"${version}"`;
/** His own browser may keep them, and ask with the ETag whether they still hold. */
const KEPT = { "Cache-Control": "private, no-cache" };

export function addSubtitleRoutes(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  const { database } = server;

  app.get("/api/jobs/:id/subtitles/:name", async (context) => {
    const on = readsOf(server, context);
    const job = await ownJob(server, context.get("owner"), idOf(context.req.param("id")), on);
    const asked = subtitleFileOf(context.req.param("name"));
    const record = asked && (await findSubtitles(on, job.id, asked.language));
    if (!asked || !record)
      throw new Problem(404, `there are no such subtitles: ${there(job.status, [job.source, ...job.targets])}`);
    const etag = etagOf(record);
    if (conditionsOf({ etag, modified: null }, (name) => context.req.header(name)) === "unchanged")
      return context.body(null, 304, { ...KEPT, ETag: etag });
    const { language, type } = asked;
    return context.body(type.write(record), 200, {
      "Content-Type": type.mediaType,
      "Content-Disposition": attachment(`${baseOf(job.filename)}.${language}.${type.extension}`),
      ETag: etag,
      ...KEPT,
    });
  });

  app.put("/api/jobs/:id/subtitles/:language", async (context) => {
    const job = await ownJob(server, context.get("owner"), idOf(context.req.param("id")));
    if (!isEnded(job.status)) throw new Problem(409, "the job is not done yet");
    const language = context.req.param("language");
    const condition = context.req.header("if-match");
    if (condition === undefined)
      throw new Problem(428, "say which version you edited: If-Match with the ETag that the subtitles came with");
    // Not asked for what is no language: PostgreSQL's text cannot hold a NUL, for one.
    const version = /^[\w-]+$/.test(language) ? await findVersion(database, job.id, language) : null;
    if (version === null)
      throw new Problem(404, `there are no such subtitles: ${there(job.status, [job.source, ...job.targets])}`);
    const etag = etagOf({ version });
    const changed = new Problem(412, "somebody has changed the subtitles since: get them again");
    if (!holdsIfMatch(condition, etag) || !holdsIfNoneMatch(context.req.header("if-none-match"), etag)) throw changed;
    const edited = await readSubtitles(new Uint8Array(await context.req.arrayBuffer()));
    if (edited.language !== language) throw new Problem(422, `the document is of ${edited.language}, not ${language}`);
    const cues = `[${edited.cues.join(",")}]`;
    const saved = await editSubtitles(database, job.id, { language, cues }, version);
    if (!saved) throw changed;
    return context.body(`{"language":${JSON.stringify(language)},"cues":${cues}}\n`, 200, {
      "Content-Type": EDITOR_JSON.mediaType,
      ETag: etagOf(saved),
      ...KEPT,
    });
  });
}

function there(status: JobStatus, languages: string[]): string {
  return isEnded(status) ? `give one of ${languages.join(", ")} with ${extensionsText()}` : `the job is ${status}`;
}

function idOf(id: string): string {
  if (!JobId.safeParse(id).success) throw new Problem(404, NO_JOB);
  return id;
}
