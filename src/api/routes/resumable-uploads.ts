/** Resumable uploads at /files, by the tus protocol, version 1.0.0: https://tus.io/protocols/resumable-upload. Only its owner can see an upload. */
import { z } from "@hono/zod-openapi";
import { DataStore, ERRORS, Server as Tus, Upload } from "@tus/server";
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { UploadBusy, UploadLock } from "../../service/uploads/upload-lock.js";
import { UploadRefused } from "../../service/uploads/upload-refused.js";
import { beginUpload, continueUpload, removeUpload } from "../../service/uploads/uploads.js";
import { findUpload, UPLOAD_SECONDS } from "../../store/files/uploads.js";
import type { AddRoutes, Api, ApiContext } from "../context.js";
import { isUuid } from "../document/patterns.js";
import { JobId } from "../document/schemas.js";
import { methodProblem } from "../http/method-problem.js";
import { Problem } from "../http/problem.js";
import { problem } from "../respond.js";
import { NO_UPLOAD, uploadProblem } from "../submit/upload-problem.js";

const PATH = "/files";
/** Methods of the path itself. */
const COLLECTION_METHODS = ["POST", "OPTIONS"];
/** Methods of an upload. It cannot be read back. */
const UPLOAD_METHODS = ["HEAD", "PATCH", "DELETE", "OPTIONS"];
/** How long a request may go on when another wants the upload, in milliseconds. */
const DRAIN_MS = 500;

export const addUploadRoutes: AddRoutes = (api, server) => {
  describe(api);
  // Registered for all methods: OPTIONS is a part of the protocol, and Hono answers HEAD only for routes that have GET.
  api.all(`${PATH}/:id?`, async (context) => {
    const { raw } = context.req;
    const methods = context.req.param("id") === undefined ? COLLECTION_METHODS : UPLOAD_METHODS;
    if (!methods.includes(raw.method)) throw methodProblem(raw.method, methods);
    const reply = await answer(server, context.get("owner"), raw);
    if (raw.method === "OPTIONS") reply.headers.set("Allow", methods.join(", "));
    return reply;
  });
};

/** Registers the methods of the protocol in the OpenAPI document. */
function describe(api: Api): void {
  const registry = api.openAPIRegistry;
  const version = { "tus-resumable": z.literal("1.0.0") };
  const params = z.object({ id: JobId });
  const gone = problem(NO_UPLOAD);
  const protocol = {
    409: problem("the upload does not end at this offset, or is complete"),
    410: problem("the upload has expired"),
    412: problem("Tus-Resumable is not 1.0.0"),
    413: problem("the video is larger than this server accepts, or larger than Upload-Length"),
    415: problem("the Content-Type is not application/offset+octet-stream"),
    423: problem("another request is using the upload"),
    507: problem("the disk is full: nothing of the upload is kept"),
  };
  registry.registerPath({
    method: "post",
    path: PATH,
    request: {
      headers: z.object({
        ...version,
        "upload-length": z.string(),
        "upload-metadata": z.string().optional().openapi({ example: "filename dGFsay5tcDQ=" }),
      }),
    },
    responses: {
      201: { description: "an upload, at Location; it expires a day after its last bytes came" },
      ...protocol,
      429: problem("the owner has sent too many requests or uploads, or has 100 unfinished uploads"),
      507: problem("the disk has no room for the whole upload, or the owner's files take up all the space they may"),
    },
  });
  const offset = { description: "Upload-Offset holds how many bytes have come" };
  registry.registerPath({
    method: "head",
    path: `${PATH}/{id}`,
    request: { params, headers: z.object(version) },
    responses: { 200: offset, 404: gone, ...protocol },
  });
  registry.registerPath({
    method: "patch",
    path: `${PATH}/{id}`,
    request: {
      params,
      headers: z.object({ ...version, "upload-offset": z.string() }),
      body: {
        content: { "application/offset+octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
      },
    },
    responses: { 204: offset, 404: gone, ...protocol },
  });
  registry.registerPath({
    method: "delete",
    path: `${PATH}/{id}`,
    request: { params, headers: z.object(version) },
    responses: { 204: { description: "the upload is removed" }, 404: gone, ...protocol },
  });
}

/** Answers one request with its own protocol server, which sees only the uploads of this owner. */
async function answer(server: ApiContext, owner: string, request: Request): Promise<Response> {
  let lock: UploadLock | null = null;
  let failure: unknown = null;
  const store = new OwnUploads(server, owner, () => lock?.isHeld ?? false);
  const tus = new Tus({
    path: PATH,
    relativeLocation: true,
    datastore: store,
    maxSize: server.settings.uploadBytesMost,
    namingFunction: () => randomUUID(),
    locker: {
      newLock: (id) => {
        const own = (lock = new UploadLock(server.database, id));
        return {
          lock: (signal, onWanted) => own.lock(signal, onWanted),
          // The protocol server unlocks when the stream has ended, which may be before its last bytes are written.
          unlock: () => store.settled.then(() => own.unlock()),
        };
      },
    },
    lockDrainTimeout: DRAIN_MS,
    // Before the lock is requested, because a request for it stops the request that holds it.
    onIncomingRequest: async ({ method }, id) => {
      if (method !== "POST") await store.getUpload(id);
    },
    onResponseError: (_request, error) => {
      failure = error;
      return undefined;
    },
  });
  const reply = await tus.handleWeb(request);
  failure = store.failure ?? failure;
  if (failure instanceof UploadRefused) throw uploadProblem(failure);
  if (failure instanceof UploadBusy) throw new Problem(423, failure.message);
  if (failure instanceof Error && !("status_code" in failure)) throw failure;
  // Pages of other origins have no access (access/csrf.ts).
  for (const name of [...reply.headers.keys()]) if (name.startsWith("access-control-")) reply.headers.delete(name);
  if (reply.status < 400) return reply;
  const detail = DETAILS[reply.status]?.(server) ?? (await reply.text()).trim();
  throw new Problem(reply.status, detail, { "Tus-Resumable": reply.headers.get("tus-resumable") ?? "1.0.0" });
}

const DETAILS: Readonly<Record<number, (server: ApiContext) => string>> = {
  404: () => NO_UPLOAD,
  409: () => "the upload does not end at this Upload-Offset: ask with HEAD where it does",
  410: () => "the upload has expired: nothing came for a day; begin it again",
  412: () => "send the version of the protocol: Tus-Resumable: 1.0.0",
  413: ({ settings }) =>
    `the upload is larger than its Upload-Length, or than ${settings.uploadBytesMost} bytes, the most that this server accepts`,
};

const notFound = (): Error => Object.assign(new Error(ERRORS.FILE_NOT_FOUND.body), ERRORS.FILE_NOT_FOUND);

/** The uploads of one owner, for the protocol server. */
class OwnUploads extends DataStore {
  override extensions = ["creation", "creation-with-upload", "termination", "expiration"];
  /** Why a write failed, unless its client is gone. */
  failure: unknown = null;
  /** Resolves when the last write has ended. */
  settled: Promise<void> = Promise.resolve();
  readonly #server: ApiContext;
  readonly #owner: string;
  readonly #isHeld: () => boolean;

  constructor(server: ApiContext, owner: string, isHeld: () => boolean) {
    super();
    this.#server = server;
    this.#owner = owner;
    this.#isHeld = isHeld;
  }

  override async create(upload: Upload): Promise<Upload> {
    const { id, size = 0, metadata = {} } = upload;
    await beginUpload(this.#server, { id, owner: this.#owner, bytes: size, metadata });
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { database, folder } = this.#server;
    const found = isUuid(id) ? await findUpload(database, this.#owner, id) : null;
    const offset = found ? await folder.arrivedBytes(id) : null;
    if (!found || offset === null) throw notFound();
    // The day until it expires begins when bytes of it came last.
    return new Upload({
      id,
      size: found.bytes,
      offset,
      metadata: found.metadata,
      creation_date: found.touchedAt.toISOString(),
    });
  }

  override write(stream: Readable, id: string, offset: number): Promise<number> {
    const writing = continueUpload(this.#server, { id, owner: this.#owner }, stream, offset, this.#isHeld);
    this.settled = writing.then(
      () => undefined,
      (error: unknown) => {
        // The protocol server treats every error of a stream as a client that was cut off.
        if (error !== stream.errored) this.failure = error;
      },
    );
    return writing;
  }

  override async remove(id: string): Promise<void> {
    if (!(await removeUpload(this.#server, this.#owner, id))) throw notFound();
  }

  override getExpiration(): number {
    return UPLOAD_SECONDS * 1000;
  }
}
