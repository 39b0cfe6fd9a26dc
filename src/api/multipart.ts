/** multipart/form-data as it comes: the video goes to disk while it arrives, never into memory. */
import { Busboy } from "@fastify/busboy";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { messageOf } from "../errors.js";
import { plainName } from "./plain-name.js";
import { Problem } from "./problem.js";

export interface MultipartUpload<T> {
  /** The fields beside the file, each with all its values. */
  fields: Map<string, string[]>;
  filename: string;
  /** What `receive` made of the file. */
  received: T;
}

const LIMITS = { files: 1, fields: 40, fieldSize: 1000, fieldNameSize: 100, headerPairs: 40 };

/**
 * Reads a form with one file under `name`. Rejects with a Problem for what is no such form, and with whatever `receive` rejects with; the rest of the
 * request is then left unread.
 */
export async function readMultipart<T>(
  request: Request,
  name: string,
  receive: (stream: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<MultipartUpload<T>> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type) || !request.body)
    throw new Problem(415, `send multipart/form-data with the video in the part "${name}"`);
  const parser = new Parser(type, name, receive);
  return parser.parse(Readable.fromWeb(request.body as ReadableStream<Uint8Array>));
}

function unreadable(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(400, `the form cannot be read (${messageOf(error)})`);
}

class Parser<T> {
  readonly #busboy: InstanceType<typeof Busboy>;
  readonly #name: string;
  readonly #receive: (stream: AsyncIterable<Uint8Array>) => Promise<T>;
  readonly #fields = new Map<string, string[]>();
  #file: { filename: string; received: Promise<T> } | null = null;
  #stream: Readable | null = null;

  constructor(type: string, name: string, receive: (stream: AsyncIterable<Uint8Array>) => Promise<T>) {
    try {
      this.#busboy = new Busboy({ headers: { "content-type": type }, limits: LIMITS });
    } catch (error) {
      throw unreadable(error);
    }
    this.#name = name;
    this.#receive = receive;
  }

  parse(body: Readable): Promise<MultipartUpload<T>> {
    return new Promise((resolve, reject) => {
      let failed = false;
      const fail = (error: unknown): void => {
        if (failed) return;
        failed = true;
        body.unpipe(this.#busboy);
        const why = error instanceof Error ? error : new Error(messageOf(error));
        this.#stream?.destroy(why);
        drain(body);
        reject(why);
      };
      this.#busboy.on("field", (field, value, nameCut, valueCut) => {
        if (nameCut || valueCut) fail(new Problem(400, "a field of the form is too long"));
        else this.#fields.set(field, [...(this.#fields.get(field) ?? []), value]);
      });
      this.#busboy.on("fieldsLimit", () => fail(new Problem(400, `the form has more than ${LIMITS.fields} fields`)));
      this.#busboy.on("filesLimit", () => fail(new Problem(400, "the form has more than one file")));
      this.#busboy.on("file", (field, stream, filename) => {
        // A form may end before anybody reads its file, and an error that nobody hears would end the process.
        // Who stops reading of himself (AbortError) says why by his own rejection.
        stream.on("error", (error: Error) => {
          if (error.name !== "AbortError") fail(unreadable(error));
        });
        if (field !== this.#name) {
          stream.resume();
          fail(new Problem(400, `the form has a file "${field}": the video belongs in "${this.#name}"`));
          return;
        }
        this.#stream = stream;
        const received = this.#receive(stream);
        received.catch((error: unknown) => {
          fail(error);
        });
        this.#file = { filename: plainName(filename), received };
      });
      this.#busboy.on("error", (error: unknown) => {
        fail(unreadable(error));
      });
      // Cut off: busboy itself would wait for the rest for ever.
      body.on("error", () => fail(new Problem(400, "the upload was cut off: send it again")));
      this.#busboy.on("finish", () => {
        const file = this.#file;
        if (!file) {
          fail(new Problem(400, `the form has no file "${this.#name}"`));
          return;
        }
        file.received.then(
          (received) => resolve({ fields: this.#fields, filename: file.filename, received }),
          () => undefined,
        );
      });
      body.pipe(this.#busboy);
    });
  }
}

/** A client reads an answer only when it has sent everything: the rest is thrown away, up to a limit. */
const DRAIN_BYTES_MOST = 64 * 2 ** 20;
const DRAIN_MS_MOST = 10_000;
function drain(body: Readable): void {
  if (body.destroyed) return;
  let left = DRAIN_BYTES_MOST;
  const timer = setTimeout(() => body.destroy(), DRAIN_MS_MOST).unref();
  body.on("data", (piece: Uint8Array) => {
    left -= piece.length;
    if (left < 0) body.destroy();
  });
  body.once("close", () => clearTimeout(timer));
  body.resume();
}
