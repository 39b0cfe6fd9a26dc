/** Subtitles over HTTP: in the formats that players take, and as JSON for editors, with ETags so that nobody overwrites what he has not seen. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { toSrt } from "../../../subtitles/formats/srt.js";
import { toVtt } from "../../../subtitles/formats/vtt.js";
import type { Cue } from "../../../subtitles/cue.js";
import {
  editSubtitles,
  findSubtitles,
  findVersion,
  plainCue,
  type SubtitleRecord,
} from "../../../store/jobs/subtitles.js";
import type { Variables } from "../../access/authenticate.js";
import type { ApiContext } from "../../context.js";
import { conditionsOf, holdsIfMatch, holdsIfNoneMatch } from "../../downloads/etag.js";
import { attachment, baseOf } from "../../downloads/content-disposition.js";
import { readSubtitles } from "../../edits/read-subtitles.js";
import { NO_JOB, ownJob } from "./jobs.js";
import { readsOf } from "../../reads/read-your-writes.js";
import { Problem } from "../../http/problem.js";
import { JobId } from "../../document/schemas.js";

/** Media types by format. */
export const SUBTITLE_TYPES = {
  srt: "application/x-subrip; charset=utf-8",
  vtt: "text/vtt; charset=utf-8",
  json: "application/json",
} as const;
type Format = keyof typeof SUBTITLE_TYPES;

/** `es.srt` taken apart; null where it is no such name. */
export function formatOf(name: string): { language: string; format: Format } | null {
  const [, language, format] = /^([\w-]+)\.(srt|vtt|json)$/.exec(name) ?? [];
  return language === undefined ? null : { language, format: format as Format };
}

const etagOf = ({ version }: Pick<SubtitleRecord, "version">): string => `"${version}"`;
/** His own browser may keep them, and ask with the ETag whether they still hold. */
const KEPT = { "Cache-Control": "private, no-cache" };

/** Subtitles in one of their formats. */
export function textOf(record: SubtitleRecord, format: Format): string {
  const { language, cues } = record;
  if (format === "json") return `${JSON.stringify({ language, cues: cues.map(plainCue) })}\n`;
  const laidOut: Cue[] = cues.map((cue) => ({ ...cue, text: { [language]: cue.text }, words: [] }));
  return format === "srt" ? toSrt(laidOut, language) : toVtt(laidOut, language);
}

export function addSubtitleRoutes(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  const { database } = server;

  app.get("/api/jobs/:id/subtitles/:name", async (context) => {
    const on = readsOf(server, context);
    const job = await ownJob(server, context.get("owner"), idOf(context.req.param("id")), on);
    const asked = formatOf(context.req.param("name"));
    const record = asked && (await findSubtitles(on, job.id, asked.language));
    if (!asked || !record)
      throw new Problem(404, `there are no such subtitles: ${there(job.status, [job.source, ...job.targets])}`);
    const etag = etagOf(record);
    if (conditionsOf({ etag, modified: null }, (name) => context.req.header(name)) === "unchanged")
      return context.body(null, 304, { ...KEPT, ETag: etag });
    const { language, format } = asked;
    return context.body(textOf(record, format), 200, {
      "Content-Type": SUBTITLE_TYPES[format],
      "Content-Disposition": attachment(`${baseOf(job.filename)}.${language}.${format}`),
      ETag: etag,
      ...KEPT,
    });
  });

  app.put("/api/jobs/:id/subtitles/:language", async (context) => {
    const job = await ownJob(server, context.get("owner"), idOf(context.req.param("id")));
    if (job.status === "queued" || job.status === "running") throw new Problem(409, "the job is not done yet");
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
      "Content-Type": SUBTITLE_TYPES.json,
      ETag: etagOf(saved),
      ...KEPT,
    });
  });
}

function there(status: string, languages: string[]): string {
  return status === "queued" || status === "running"
    ? `the job is ${status}`
    : `give one of ${languages.join(", ")} with .srt, .vtt or .json`;
}

function idOf(id: string): string {
  if (!JobId.safeParse(id).success) throw new Problem(404, NO_JOB);
  return id;
}
