/** The OpenAPI document: routes of zod describe themselves; here are those whose bodies are streams. */
import { z, type OpenAPIHono } from "@hono/zod-openapi";
import type { Variables } from "../access/authenticate.js";
import { completeDocument, type Document } from "./complete-document.js";
import { extensionsText } from "../downloads/subtitle-files.js";
import { docsPage, DOCS_POLICY } from "./docs-page.js";
import { EVENT_SCHEMAS } from "./schemas-live.js";
import {
  AudioTrackWish,
  JobId,
  JobView,
  LanguageCode,
  SourceLanguage,
  SubtitleDocument,
  UploadedJob,
} from "./schemas.js";

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.any() } },
});
const text = (description: string, type: string) => ({ description, content: { [type]: { schema: z.string() } } });

/** Uploads speak a protocol of their own: https://tus.io/protocols/resumable-upload. */
function addFiles(registry: OpenAPIHono["openAPIRegistry"]): void {
  const version = { "tus-resumable": z.literal("1.0.0") };
  const params = z.object({ id: JobId });
  const gone = problem("there is no upload of this id");
  const protocol = {
    409: problem("it does not end at this offset, or is complete"),
    410: problem("the upload has expired"),
    412: problem("Tus-Resumable is not 1.0.0"),
    413: problem("the video is larger than this server takes, or than was said"),
    415: problem("the Content-Type is not application/offset+octet-stream"),
    423: problem("somebody else works on it"),
    507: problem("the disk is full: nothing of the upload is left"),
  };
  registry.registerPath({
    method: "post",
    path: "/files",
    request: {
      headers: z.object({
        ...version,
        "upload-length": z.string(),
        "upload-metadata": z.string().optional().openapi({ example: "filename dGFsay5tcDQ=" }),
      }),
    },
    responses: {
      201: { description: "an upload, at Location; it expires a day after something of it came last" },
      ...protocol,
      429: problem("more requests or uploads than an owner may send, or 100 of his uploads are unfinished"),
      507: problem("the disk has no room for all of it, or its owner takes up as much as he may"),
    },
  });
  registry.registerPath({
    method: "head",
    path: "/files/{id}",
    request: { params, headers: z.object(version) },
    responses: { 200: { description: "Upload-Offset says how much has come" }, 404: gone, ...protocol },
  });
  registry.registerPath({
    method: "patch",
    path: "/files/{id}",
    request: {
      params,
      headers: z.object({ ...version, "upload-offset": z.string() }),
      body: {
        content: { "application/offset+octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
      },
    },
    responses: {
      204: { description: "Upload-Offset says how much has come" },
      404: gone,
      ...protocol,
    },
  });
  registry.registerPath({
    method: "delete",
    path: "/files/{id}",
    request: { params, headers: z.object(version) },
    responses: { 204: { description: "removed" }, 404: gone, ...protocol },
  });
}

const Languages = z
  .object({ sources: z.array(SourceLanguage), targets: z.record(z.string(), z.array(LanguageCode)) })
  .openapi("Languages", { example: { sources: ["en"], targets: { en: ["ca", "es"] } } });

const HEAD = {
  openapi: "3.1.0",
  info: {
    title: "Sister",
    version: "1",
    description:
      "Transcribes, translates and subtitles videos. Errors are problem+json; times are ISO 8601 in UTC. A method that a path does not have is answered with 405, and Allow names those that it has.",
  },
};

/** Adds them, and the document itself under /openapi.json, and as a page under /docs. */
export function addOpenApi(app: OpenAPIHono<{ Variables: Variables }>): void {
  const registry = app.openAPIRegistry;
  registry.registerPath({
    method: "post",
    path: "/api/jobs",
    request: {
      headers: z.object({ "idempotency-key": z.string().optional() }),
      body: {
        content: {
          "multipart/form-data": {
            schema: z.object({
              video: z.string().openapi({ format: "binary" }),
              target: z.array(LanguageCode).optional(),
              source: LanguageCode.default("en"),
              audioTrack: AudioTrackWish.optional(),
            }),
          },
          "application/json": { schema: UploadedJob },
        },
      },
    },
    responses: {
      202: {
        description: "the job: it is durable; complete at once where the video is known",
        content: { "application/json": { schema: JobView } },
      },
      404: problem("there is no upload of this id"),
      409: problem("the upload is not complete"),
      413: problem("the video is larger than this server takes"),
      415: problem("the body is neither multipart/form-data nor application/json"),
      422: problem("it is no video, or a language that this server cannot do, or the key was used for another request"),
      507: problem("the disk is full, or the owner takes up as much as he may: nothing of the upload is left"),
    },
  });
  registry.registerPath({
    method: "get",
    path: "/api/jobs/{id}/events",
    request: { params: z.object({ id: JobId }), headers: z.object({ "last-event-id": z.string().optional() }) },
    responses: {
      200: text(
        "server-sent events: progress (ProgressEvent), segment (Segment), cue (CueEvent), warning (WarningEvent), status (StatusEvent), render (RenderProgressEvent), subtitles (SavedEvent); ends with the job and its renders",
        "text/event-stream",
      ),
      404: problem("there is no job of this id"),
    },
  });
  registry.registerPath({
    method: "get",
    path: "/api/events",
    responses: {
      200: text(
        "server-sent events of all jobs of the caller: sync (read the list again; first, and after a gap), job (Job, at most every 250 ms for each), removed (RemovedEvent), subtitles (SubtitlesEvent), render (Render); it never ends",
        "text/event-stream",
      ),
    },
  });
  for (const [name, schema] of Object.entries(EVENT_SCHEMAS)) registry.register(name, schema);
  registry.registerPath({
    method: "get",
    path: "/api/jobs/{id}/subtitles/{name}",
    request: {
      params: z.object({ id: JobId, name: z.string().openapi({ example: "es.srt" }) }),
      headers: z.object({ "if-none-match": z.string().optional() }),
    },
    responses: {
      200: text(`the subtitles, as ${extensionsText()}, with an ETag`, "text/plain"),
      304: { description: "they are still those of the ETag" },
      404: problem("there are none"),
      412: problem("If-Match names another version"),
    },
  });
  registry.registerPath({
    method: "put",
    path: "/api/jobs/{id}/subtitles/{language}",
    request: {
      params: z.object({ id: JobId, language: LanguageCode }),
      headers: z.object({ "if-match": z.string() }),
      body: { content: { "application/json": { schema: SubtitleDocument } } },
    },
    responses: {
      200: { description: "saved, with a new ETag", content: { "application/json": { schema: SubtitleDocument } } },
      408: problem("the body did not come in time"),
      409: problem("the job is not done yet"),
      412: problem("somebody has changed them since"),
      413: problem("the body is larger than 24,000,000 bytes"),
      422: problem("a cue, a field or the language is not as it should be: the detail names it"),
      429: problem("more requests than an owner may send, or too much of them in memory at once"),
      503: problem("the server reads as much as it has memory for"),
      428: problem("If-Match is missing"),
    },
  });
  registry.registerPath({
    method: "get",
    path: "/outputs/{id}/{file}",
    request: {
      params: z.object({ id: JobId, file: z.string().openapi({ example: "original" }) }),
      headers: z.object({
        range: z.string().optional().openapi({ example: "bytes=0-1023" }),
        "if-range": z.string().optional(),
        "if-none-match": z.string().optional(),
      }),
    },
    responses: {
      200: text(
        `a file of the job: original, a finished render (its links.output), or subtitles as NAME.es${extensionsText()}`,
        "application/octet-stream",
      ),
      206: text("the part that was asked for", "application/octet-stream"),
      304: { description: "it is still that of the ETag" },
      404: problem("there is no such file"),
      412: problem("If-Match names another content"),
      416: problem("the file is shorter"),
    },
  });
  addFiles(registry);
  registry.registerPath({
    method: "get",
    path: "/api/languages",
    responses: {
      200: {
        description: "source and target languages that this server can do",
        content: { "application/json": { schema: Languages } },
      },
    },
  });
  registry.registerPath({
    method: "get",
    path: "/openapi.json",
    responses: {
      200: { description: "this document", content: { "application/json": { schema: z.looseObject({}) } } },
    },
  });
  registry.registerPath({
    method: "get",
    path: "/docs",
    responses: { 200: text("this document as a page", "text/html") },
  });

  // Made when it is first asked for: then all routes are there.
  let made: { document: Document; page: string } | null = null;
  const make = (): { document: Document; page: string } => {
    if (made) return made;
    const document = completeDocument(app.getOpenAPI31Document(HEAD) as unknown as Document);
    return (made = { document, page: docsPage(document) });
  };
  app.get("/openapi.json", (context) => context.json(make().document));
  app.get("/docs", (context) => {
    context.header("Content-Security-Policy", DOCS_POLICY);
    return context.html(make().page);
  });
}
