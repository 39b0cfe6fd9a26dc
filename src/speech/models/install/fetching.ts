/** The common part of all ways to get a model's files: verified, counted and resumable downloads. */
import { rm } from "node:fs/promises";
import { SisterError } from "../../../errors.js";
import type { CatalogueEntry } from "../catalogue-entry.js";
import { fileDigest } from "../installed.js";
import { download, shown, type Patience } from "./download.js";

export type PullEvent =
  /** Another process installs the same model; this one waits for it. */
  | { type: "waiting"; name: string; holder: string }
  | { type: "download"; name: string; what: string; doneBytes: number; totalBytes: number }
  | { type: "unpack"; name: string; what: string }
  | { type: "note"; name: string; message: string };

export interface Fetching {
  entry: CatalogueEntry;
  /** Folder of downloads until they are unpacked. The next call continues unfinished ones. */
  work: string;
  /** The new folder of the model. */
  fresh: string;
  onEvent: (event: PullEvent) => void;
  env: NodeJS.ProcessEnv;
  patience?: Patience;
  signal?: AbortSignal;
}

/** The files in the new folder. */
export interface Fetched {
  /** Where they came from, for people. */
  source: string[];
  /** The entry, completed with facts from the download: the files of a pair in Firefox's registry. */
  entry: CatalogueEntry;
}

/** The file does not have the expected digest. */
export class WrongDigest extends SisterError {}

/** Most bytes of a download whose size is known only approximately. */
export const mostOf = (bytes: number): number => 4 * bytes + 64e6;

export interface CheckedDownload {
  url: string;
  file: string;
  /** A name for the progress display. */
  what: string;
  /** The size, if known for certain. Otherwise `about` is the approximate size. */
  bytes?: number | undefined;
  about: number;
  /** "sha512-BASE64" as npm writes it, or a SHA-256 in hexadecimal. */
  digest?: string | undefined;
}

/**
 * Downloads a file and verifies its digest. If a continued download is wrong, it is downloaded again once, because the
 * earlier part may be wrong. A file with a wrong digest is deleted.
 */
export async function downloadChecked(fetching: Fetching, wanted: CheckedDownload, counter: Counter): Promise<void> {
  const { patience, signal } = fetching;
  const { url, file, what, bytes, about, digest } = wanted;
  const once = async (): Promise<{ resumed: boolean; problem: string | null }> => {
    const { resumed } = await download({
      url,
      file,
      ...(bytes === undefined ? { mostBytes: mostOf(about) } : { bytes, mostBytes: bytes }),
      ...(patience ? { patience } : {}),
      signal,
      onBytes: (done, total) => counter.count(what, done, total ?? bytes ?? about),
    });
    const problem = digest === undefined ? null : await wrongDigest(file, digest);
    if (problem !== null) await rm(file, { force: true });
    return { resumed, problem };
  };
  const first = await once();
  const { problem } = first.problem !== null && first.resumed ? await once() : first;
  if (problem !== null) {
    throw new WrongDigest(
      `${shown(url)} has the digest ${problem}, not ${digest}: it is damaged or not the expected file; it was deleted`,
    );
  }
  counter.finish();
}

/** The digest of a file if it is not the expected one; otherwise null. */
export async function wrongDigest(file: string, expected: string): Promise<string | null> {
  const found = expected.startsWith("sha512-")
    ? `sha512-${await fileDigest(file, "sha512", "base64")}`
    : await fileDigest(file);
  return found === expected ? null : found;
}

/**
 * Progress over all downloads of a model. Sizes of downloads that have not begun come from the catalogue, the others
 * from the server.
 */
export class Counter {
  readonly #fetching: Fetching;
  #ahead: number;
  #before = 0;
  #current = { about: 0, total: 0 };

  constructor(fetching: Fetching, about: readonly number[]) {
    this.#fetching = fetching;
    this.#ahead = about.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Starts the next download. `about` is its size as passed to the constructor. */
  begin(about: number): void {
    this.#current = { about, total: about };
  }

  count(what: string, done: number, total: number): void {
    this.#current.total = total;
    const { entry, onEvent } = this.#fetching;
    const totalBytes = this.#before + total + Math.max(0, this.#ahead - this.#current.about);
    onEvent({ type: "download", name: entry.name, what, doneBytes: this.#before + done, totalBytes });
  }

  finish(): void {
    this.#before += this.#current.total;
    this.#ahead -= this.#current.about;
  }
}
