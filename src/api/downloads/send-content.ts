/** Answers with a content, or with the part of it that was asked for (RFC 9110: conditions in section 13, ranges in section 14). */
import { open, type FileHandle } from "node:fs/promises";
import type { Context } from "hono";
import { Problem } from "../http/problem.js";
import { rangeIn } from "./byte-range.js";
import { conditionsOf, inSeconds } from "./etag.js";

export interface Content {
  bytes: number;
  /** Its media type. */
  type: string;
  /** Changes whenever a byte does. */
  etag: string;
  modified: Date | null;
  /** Value of Content-Disposition. */
  disposition: string;
  /** Value of Cache-Control: by default browsers ask each time whether it has changed. */
  cacheControl?: string;
  /** The bytes from one to another, both included. */
  read: (first: number, last: number) => ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
}

/** 200, 206 with one range (of several it answers with the whole, as RFC 9110 lets it), 304, 412 or 416. */
export function answerContent(context: Context, content: Content): Response {
  const { bytes, type, etag, modified, disposition, read } = content;
  const headers: Record<string, string> = {
    "Accept-Ranges": "bytes",
    "Cache-Control": content.cacheControl ?? "private, no-cache",
    ETag: etag,
    ...(modified ? { "Last-Modified": modified.toUTCString() } : {}),
  };
  const asked = (name: string): string | undefined => context.req.header(name);
  if (conditionsOf(content, asked) === "unchanged") return context.body(null, 304, headers);
  const whole = { ...headers, "Content-Type": type, "Content-Disposition": disposition };
  // A range is defined for GET alone.
  const isHead = context.req.method === "HEAD";
  const range = isHead || !isOfThis(content, asked("if-range")) ? null : rangeIn(bytes, asked("range"));
  if (range === "unsatisfiable") {
    throw new Problem(416, `there are ${bytes} bytes`, {
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

/** Whether the part that a caller has is of this content: by a strong ETag, or by exactly its date. */
function isOfThis({ etag, modified }: Content, condition: string | undefined): boolean {
  if (condition === undefined || condition === etag) return true;
  return modified !== null && Date.parse(condition) === inSeconds(modified) && !condition.includes('"');
}

/** What is read and sent at once. */
const PIECE_BYTES = 256 * 1024;

/** A part of a file, read as fast as the caller takes it. Nothing is open before the first read. */
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
          if (bytesRead === 0) throw new Error(`${path} is shorter than it was`);
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
