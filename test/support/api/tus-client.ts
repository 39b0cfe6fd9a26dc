/** A client of resumable uploads that can break off at any byte. */
import { createHash } from "node:crypto";
import { request as httpRequest, type ClientRequest } from "node:http";
import type { Reply, TestServer } from "./server.js";

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export interface TusClient {
  send(method: string, path: string, headers?: Record<string, string>, body?: Uint8Array): Promise<Reply>;
  /** Begins an upload and returns its path. */
  begin(bytes: number, filename?: string): Promise<string>;
  /** Sends the rest of a file from an offset. */
  patch(path: string, offset: number, rest: Uint8Array): Promise<Reply>;
  /** The offset that the server reports. */
  offset(path: string): Promise<number>;
  /** Sends only the first `bytes` of the rest, and then hangs until the test destroys the request. */
  patchPart(path: string, offset: number, rest: Uint8Array, bytes: number): Promise<ClientRequest>;
  /** Uploads a whole file in one piece and returns its path. */
  upload(file: Uint8Array, filename?: string): Promise<string>;
  /** Makes a job of an upload. */
  submit(path: string, body?: object, headers?: Record<string, string>): Promise<Reply>;
}

export function tusClient(server: TestServer, token?: string): TusClient {
  const own: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const patchHeaders = (offset: number): Record<string, string> => ({
    "Upload-Offset": String(offset),
    "Content-Type": "application/offset+octet-stream",
  });
  const client: TusClient = {
    send: (method, path, headers = {}, body) =>
      server.request(path, {
        method,
        headers: { "Tus-Resumable": "1.0.0", ...own, ...headers },
        ...(body ? { body: new Blob([body]) } : {}),
      }),
    begin: async (bytes, filename = "a talk.wav") => {
      const made = await client.send("POST", "/files", {
        "Upload-Length": String(bytes),
        "Upload-Metadata": `filename ${Buffer.from(filename).toString("base64")}`,
      });
      const path = made.headers.get("location");
      if (made.status !== 201 || path === null) throw new Error(`${made.status}: ${made.text}`);
      return path;
    },
    patch: (path, offset, rest) => client.send("PATCH", path, patchHeaders(offset), rest),
    offset: async (path) => Number((await client.send("HEAD", path)).headers.get("upload-offset") ?? NaN),
    patchPart: (path, offset, rest, bytes) =>
      new Promise((resolve, reject) => {
        const headers = { "Tus-Resumable": "1.0.0", ...own, ...patchHeaders(offset), "Content-Length": rest.length };
        const sent = httpRequest(new URL(path, server.url), { method: "PATCH", headers });
        sent.once("error", reject);
        sent.write(rest.subarray(0, bytes), () => {
          sent.on("error", () => undefined);
          resolve(sent);
        });
      }),
    upload: async (file, filename) => {
      const path = await client.begin(file.length, filename);
      const sent = await client.patch(path, 0, file);
      if (sent.status !== 204) throw new Error(`${sent.status}: ${sent.text}`);
      return path;
    },
    submit: (path, body = {}, headers = {}) =>
      server.request("/api/jobs", {
        method: "POST",
        headers: { "Content-Type": "application/json", ...own, ...headers },
        body: JSON.stringify({ upload: path.split("/").at(-1), ...body }),
      }),
  };
  return client;
}
