/** Sends a content, or the part of it that was requested (RFC 9110: conditions in section 13, ranges in section 14). */
import { open, type FileHandle } from "node:fs/promises";
import type { Context } from "hono";
import { Problem } from "../http/problem.js";
import { rangeIn } from "./byte-range.js";
import { checkConditions, inSeconds } from "./etag.js";

export interface Content {
  bytes: number;
  /** Its media type. */
  type: string;
  /** Changes whenever a byte does. */
  etag: string;
  modified: Date | null;
  /** Value of Content-Disposition. */
  disposition: string;
  /** Value of Cache-Control. By default browsers ask each time whether the content has changed. */
  cacheControl?: string;
  /** Returns the bytes from `first` to `last`, both included. */
  read: (first: number, last: number) => ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
}

/**
 * A response with status 200, 206 or 304. Throws a Problem with status 412 or 416. A request for several ranges gets the whole content, as RFC 9110 allows.
 */
export function sendContent(context: Context, content: Content): Response {
  const { bytes, type, etag, modified, disposition, read } = content;
  const headers: Record<string, string> = {
    "Accept-Ranges": "bytes",
    "Cache-Control": content.cacheControl ?? "private, no-cache",
    ETag: etag,
    ...(modified ? { "Last-Modified": modified.toUTCString() } : {}),
  };
  const header = (name: string): string | undefined => context.req.header(name);
  if (checkConditions(content, header) === "unchanged") return context.body(null, 304, headers);
  const whole = { ...headers, "Content-Type": type, "Content-Disposition": disposition };
  // A range is defined only for GET.
  const isHead = context.req.method === "HEAD";
  const range = isHead || !holdsIfRange(content, header("if-range")) ? null : rangeIn(bytes, header("range"));
  if (range === "unsatisfiable") {
    throw new Problem(416, `the content has ${bytes} bytes`, {
      "Content-Range": `bytes */${bytes}`,
      "Accept-Ranges": "bytes",
    });
  }
  const [first, last] = range ?? [0, bytes - 1];
  const length = { "Content-Length": String(last - first + 1) };
  const body = isHead ? null : read(first, last);
  if (!range) return new Response(body, { status: 200, headers: { ...whole, ...length } });
  const part = { "Content-Range": `bytes ${first}-${last}/${bytes}` };
  return new Response(body, { status: 206, headers: { ...whole, ...length, ...part } });
}

/** Whether the part that a client already has is of this content: by a strong ETag, or by exactly its date. */
function holdsIfRange({ etag, modified }: Content, condition: string | undefined): boolean {
  if (condition === undefined || condition === etag) return true;
  return modified !== null && Date.parse(condition) === inSeconds(modified) && !condition.includes('"');
}

/** How much is read and sent at once. */
const PIECE_BYTES = 256 * 1024;

/** The bytes of a file from `first` to `last`, read as fast as the client takes them. The file is opened at the first read. */
export function streamFile(path: string, first: number, last: number): ReadableStream<Uint8Array> {
  let file: FileHandle | null = null;
  let at = first;
  const close = async (): Promise<void> => {
    const open = file;
    file = null;
    await open?.close();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          file ??= await open(path, "r");
          const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, last + 1 - at));
          const { bytesRead } = await file.read(piece, 0, piece.length, at);
          if (bytesRead === 0) throw new Error(`${path} became shorter while it was read`);
          at += bytesRead;
          controller.enqueue(piece.subarray(0, bytesRead));
          if (at <= last) return;
          controller.close();
          await close();
        } catch (error) {
          await close();
          throw error;
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
