/** Resumable uploads by the tus protocol, version 1.0.0, at /files: https://tus.io/protocols/resumable-upload. An upload is its owner's alone. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { DataStore, ERRORS, Server as Tus, Upload } from "@tus/server";
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { UploadBusy, UploadLock } from "../../service/uploads/upload-lock.js";
import { UploadRefused } from "../../service/uploads/upload-refused.js";
import { beginUpload, continueUpload, removeUpload } from "../../service/uploads/uploads.js";
import { findUpload, UPLOAD_SECONDS } from "../../store/files/uploads.js";
import type { Variables } from "../access/authenticate.js";
import { allow, notAllowed } from "../http/allowed-methods.js";
import type { ApiContext } from "../context.js";
import { Problem } from "../http/problem.js";
import { JobId } from "../document/schemas.js";
import { problemOf } from "../submit/submit-job.js";

const PATH = "/files";
/** Methods of the path itself, and of an upload's: an upload is sent, never got. */
const OF_ALL = ["POST", "OPTIONS"];
const OF_ONE = ["HEAD", "PATCH", "DELETE", "OPTIONS"];
/** What a request gets to finish when another wants its upload, in milliseconds. */
const DRAIN_MS = 500;

export function addFilesRoute(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  // All: what OPTIONS says of uploads is the protocol's, and HEAD without GET is no route of the framework's.
  app.all(`${PATH}/:id?`, async (context) => {
    const { raw } = context.req;
    const methods = context.req.param("id") === undefined ? OF_ALL : OF_ONE;
    if (!methods.includes(raw.method)) throw notAllowed(raw.method, methods);
    const reply = await answer(server, context.get("owner"), raw);
    if (raw.method === "OPTIONS") reply.headers.set("Allow", allow(methods));
    return reply;
  });
}

/** One request, with a protocol server of its own: what it sees is its owner's. */
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
          // It gives the lock back when the stream has ended, which may be before the last of it is written.
          unlock: () => store.settled.then(() => own.unlock()),
        };
      },
    },
    lockDrainTimeout: DRAIN_MS,
    // Before the lock is asked for: it would stop the owner's request.
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
  if (failure instanceof UploadRefused) throw problemOf(failure);
  if (failure instanceof UploadBusy) throw new Problem(423, failure.message);
  if (failure instanceof Error && !("status_code" in failure)) throw failure;
  // Pages of other origins may not: authenticate.ts.
  for (const name of [...reply.headers.keys()]) if (name.startsWith("access-control-")) reply.headers.delete(name);
  if (reply.status < 400) return reply;
  const detail = DETAILS[reply.status]?.(server) ?? (await reply.text()).trim();
  throw new Problem(reply.status, detail, { "Tus-Resumable": reply.headers.get("tus-resumable") ?? "1.0.0" });
}

const DETAILS: Readonly<Record<number, (server: ApiContext) => string>> = {
  404: () => "there is no upload of this id",
  409: () => "the upload does not end at this Upload-Offset: ask with HEAD where it does",
  410: () => "nobody went on with the upload for a day: begin it again",
  412: () => "say which version of the protocol you speak: Tus-Resumable: 1.0.0",
  413: ({ settings }) =>
    `the upload is larger than it said, or than ${settings.uploadBytesMost} bytes, the most that this server takes`,
};

const notThere = (): Error => Object.assign(new Error(ERRORS.FILE_NOT_FOUND.body), ERRORS.FILE_NOT_FOUND);

/** An owner's uploads, as the protocol server asks for them. */
class OwnUploads extends DataStore {
  override extensions = ["creation", "creation-with-upload", "termination", "expiration"];
  /** What went wrong with what was received, other than that its sender is gone. */
  failure: unknown = null;
  /** Resolves when nothing is being written any more. */
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
    const found = JobId.safeParse(id).success ? await findUpload(database, this.#owner, id) : null;
    const offset = found ? await folder.arrivedBytes(id) : null;
    if (!found || offset === null) throw notThere();
    // Its day counts from when something of it came last.
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
        // The protocol server takes whatever ends a stream for a sender that was cut off.
        if (error !== stream.errored) this.failure = error;
      },
    );
    return writing;
  }

  override async remove(id: string): Promise<void> {
    if (!(await removeUpload(this.#server, this.#owner, id))) throw notThere();
  }

  override getExpiration(): number {
    return UPLOAD_SECONDS * 1000;
  }
}
