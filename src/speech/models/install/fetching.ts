/** What the ways to get a model's files have in common: downloads that are checked, counted and gone on with. */
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
  /** Where downloads lie until they are unpacked. What is unfinished in it is continued the next time. */
  work: string;
  /** The model's folder to be. */
  fresh: string;
  onEvent: (event: PullEvent) => void;
  env: NodeJS.ProcessEnv;
  patience?: Patience;
  signal?: AbortSignal;
}

/** What has come into the new folder. */
export interface Fetched {
  /** Where from, for people. */
  source: string[];
  /** The entry with all that was learned of it on the way: the files of a pair of Firefox's. */
  entry: CatalogueEntry;
}

/** The file has another digest than the expected one. */
export class WrongDigest extends SisterError {}

/** A size that is only about known lets this much in. */
export const mostOf = (bytes: number): number => 4 * bytes + 64e6;

export interface CheckedDownload {
  url: string;
  file: string;
  /** For the progress: what is being downloaded. */
  what: string;
  /** If it is known for certain; else `about` is how long it will roughly be. */
  bytes?: number | undefined;
  about: number;
  /** "sha512-BASE64" as npm writes it, or a SHA-256 in hexadecimal. */
  digest?: string | undefined;
}

/**
 * Downloads a file and compares its digest. If it was continued from an earlier try and is wrong, it is downloaded anew, once: the part of before may
 * be what is wrong. Nothing is kept of a file with a wrong digest.
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
      `${shown(url)} has the digest ${problem}, not ${digest}: it is damaged or not the file that is expected; nothing of it was kept`,
    );
  }
  counter.finish();
}

/** The digest that a file has, if it is not the expected one; else null. */
export async function wrongDigest(file: string, expected: string): Promise<string | null> {
  const found = expected.startsWith("sha512-")
    ? `sha512-${await fileDigest(file, "sha512", "base64")}`
    : await fileDigest(file);
  return found === expected ? null : found;
}

/** How much of all downloads of a model is there: of those to come what the catalogue says, of the others what the server says. */
export class Counter {
  readonly #fetching: Fetching;
  #ahead: number;
  #before = 0;
  #current = { about: 0, total: 0 };

  constructor(fetching: Fetching, about: readonly number[]) {
    this.#fetching = fetching;
    this.#ahead = about.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** The next download begins; `about` is what the constructor was told of it. */
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
