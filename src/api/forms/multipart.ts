/**
 * Reads multipart/form-data as it arrives: the video goes to disk and never into memory.
 *
 * By hand and not by busboy 1.6 or @fastify/busboy 3.2, which were run with the malformed forms of test/api/requests/bounds.test.ts. Both accept a part without
 * a name, a duplicate parameter or header, text after a boundary, a transfer encoding, a malformed extended name, and bytes that are not UTF-8. They do not
 * even agree on what is meant: of `name="video"; name="target"` one takes the first name, the other the second.
 */
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { discardRest } from "../http/discard-rest.js";
import { requireKnown } from "../bounds/known-fields.js";
import { safeFilename } from "./safe-filename.js";
import { Problem } from "../http/problem.js";
import { formParts, type FormPart } from "./form-parts.js";
import { asUtf8, boundaryOf } from "./part-head.js";

export interface MultipartUpload<T> {
  /** The fields besides the file, each with all its values. */
  fields: Map<string, string[]>;
  filename: string;
  /** What `receive` returned. */
  received: T;
}

export interface MultipartForm<T> {
  /** Name of the part that is the file. */
  file: string;
  /** Names of all other parts that are allowed. */
  fields: readonly string[];
  /** Fields that may also be files of text, with the most bytes of each. */
  texts?: Readonly<Record<string, number>>;
  /** Receives the file. It reads the stream to its end, or rejects. */
  receive: (stream: AsyncIterable<Uint8Array>) => Promise<T>;
  /** Discards what was received, if the rest of the form is refused. */
  discard: (received: T) => Promise<void>;
}

const FIELDS_MOST = 40;
const FIELD_BYTES = 1000;

/**
 * Reads a form with one file. Rejects with a Problem if the form is not valid, and with the error of `receive`; then nothing of it is kept, and the rest of
 * the request is discarded.
 */
export async function readMultipart<T>(request: Request, form: MultipartForm<T>): Promise<MultipartUpload<T>> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type) || !request.body)
    throw new Problem(415, `send multipart/form-data with the file in the part "${form.file}"`);
  const boundary = boundaryOf(type);
  const body = Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
  const pieces = piecesOf(body);
  try {
    return await readParts(formParts(pieces, boundary), form);
  } finally {
    // An open iterator keeps the stream from flowing.
    await pieces.return();
    discardRest(body);
  }
}

/** The pieces of a request's body. Throws a Problem with status 400 if the request is cut off. */
async function* piecesOf(body: Readable): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch {
    throw new Problem(400, "the upload was cut off: send it again");
  }
}

async function readParts<T>(
  parts: AsyncIterable<FormPart>,
  { file, fields: known, texts = {}, receive, discard }: MultipartForm<T>,
): Promise<MultipartUpload<T>> {
  const fields = new Map<string, string[]>();
  let found: { filename: string; received: T } | null = null;
  let count = 0;
  try {
    for await (const { name, filename, bytes } of parts) {
      if (name === file) {
        if (found) throw new Problem(400, "the form has more than one file");
        found = { filename: safeFilename(filename ?? ""), received: await receive(bytes) };
        for await (const _ of bytes);
      } else if (filename !== null && !Object.hasOwn(texts, name)) {
        throw new Problem(400, `the form has a file "${name}": the file belongs in "${file}"`);
      } else {
        requireKnown([name], [file, ...known], "the form");
        count += 1;
        if (count > FIELDS_MOST) throw new Problem(400, `the form has more than ${FIELDS_MOST} fields`);
        fields.set(name, [...(fields.get(name) ?? []), await fieldOf(bytes, texts[name])]);
      }
    }
  } catch (error) {
    if (found) await discard(found.received);
    throw error;
  }
  if (!found) throw new Problem(400, `the form has no file "${file}"`);
  return { fields, ...found };
}

async function fieldOf(bytes: AsyncIterable<Uint8Array>, most = FIELD_BYTES): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > most) throw new Problem(400, "a field of the form is too long");
    pieces.push(piece);
  }
  return asUtf8(Buffer.concat(pieces), "a field");
}
