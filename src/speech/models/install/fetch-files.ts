/** Gets a model's files into its new folder: from where they come from, from a mirror, or from a folder. */
import { copyFile, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { SisterError } from "../../../errors.js";
import type { CatalogueEntry, CatalogueFile, Source } from "../catalogue-entry.js";
import { fileDigest } from "../installed.js";
import { download, shown, type Patience } from "./download.js";
import { llamaTokens } from "./llama-tokens.js";
import { findTarball, packTarball } from "./npm-package.js";
import type { PullEvent } from "./pull.js";
import { unpackFile, unpackFiles, type Wanted } from "./unpack.js";
import { writeProblem } from "./write-problem.js";

export interface Fetching {
  entry: CatalogueEntry;
  /** Where downloads lie until they are unpacked; what is unfinished in it is gone on with the next time. */
  work: string;
  /** The model's folder to be. */
  fresh: string;
  onEvent: (event: PullEvent) => void;
  patience?: Patience;
  signal?: AbortSignal;
}

/** Where the size of a file is not known for certain: this much more than the catalogue says is let in. */
const mostOf = (bytes: number): number => Math.max(2 * bytes, bytes + 16e6);

/** Downloads the sources of the catalogue and takes out of them what is installed. Returns what the files came from. */
export async function fetchFromOrigin(fetching: Fetching): Promise<string[]> {
  const { entry, work } = fetching;
  const counter = new Counter(fetching, Object.values(entry.sources));
  for (const [key, source] of Object.entries(entry.sources)) {
    const file = join(work, `${key}-${archiveName(source)}`);
    await fetchSource(fetching, source, file, counter);
    counter.finish(source);
    await install(fetching, key, source, file);
    await rm(file);
  }
  return Object.values(entry.sources).map((source) => (source.kind === "npm" ? `npm ${source.spec}` : source.url));
}

/** BASE/NAME/FILE for each installed file. */
export async function fetchFromMirror(fetching: Fetching, base: string): Promise<string[]> {
  const { entry, work, fresh } = fetching;
  const counter = new Counter(fetching, entry.files);
  for (const file of entry.files) {
    const url = `${base.replace(/\/+$/, "")}/${entry.name}/${file.name}`;
    const target = join(work, file.name);
    const about = file.bytes ?? entry.bytes;
    await fetchChecked(fetching, { url, file: target, ...sizeLimit(file.bytes, about) }, file.sha256, {
      what: file.name,
      counter,
    });
    counter.finish(file);
    await copyFile(target, join(fresh, file.name));
    await rm(target);
  }
  return [`mirror ${shown(base)}`];
}

/** DIR/NAME/FILE, DIR/FILE, or the archives as their origin names them. */
export async function fetchFromFolder(fetching: Fetching, given: string): Promise<string[]> {
  const { entry, fresh } = fetching;
  const folder = resolve(given);
  if (!(await isThere(folder)))
    throw new SisterError(
      `--from ${given}: there is no such folder; give one, or an address that begins with http(s)`,
      {
        exitCode: 2,
      },
    );
  for (const dir of [join(folder, ...entry.name.split("/")), folder]) {
    const present = await Promise.all(entry.files.map(({ name }) => isThere(join(dir, name))));
    if (!present.every(Boolean)) continue;
    for (const { name } of entry.files) await copyFile(join(dir, name), join(fresh, name));
    return [`folder ${dir}`];
  }
  for (const [key, source] of Object.entries(entry.sources)) {
    const file = join(folder, archiveName(source));
    if (!(await isThere(file))) {
      const names = entry.files.map(({ name }) => name).join(", ");
      throw new SisterError(
        `${folder} has neither ${entry.name}/ with ${names}, nor ${Object.values(entry.sources).map(archiveName).join(" and ")}`,
        { exitCode: 2 },
      );
    }
    await checkSource(source, file);
    await install(fetching, key, source, file);
  }
  return [`folder ${folder}`];
}

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;

const sizeLimit = (bytes: number | undefined, about: number): { bytes?: number; mostBytes: number } =>
  bytes === undefined ? { mostBytes: mostOf(about) } : { bytes, mostBytes: bytes };

/** The file's name as `npm pack` or a browser would have it. */
function archiveName(source: Source): string {
  if (source.kind === "npm") return `${source.spec.replace(/^@/, "").replace("/", "-").replace("@", "-")}.tgz`;
  return basename(new URL(source.url).pathname);
}

async function fetchSource(fetching: Fetching, source: Source, file: string, counter: Counter): Promise<void> {
  if (source.kind !== "npm") {
    const limit = sizeLimit(source.sha256 === undefined ? undefined : source.bytes, source.bytes);
    return fetchChecked(fetching, { url: source.url, file, ...limit }, source.sha256, {
      what: archiveName(source),
      counter,
    });
  }
  const { signal, work, onEvent, entry } = fetching;
  const url = await findTarball(source.spec, source.integrity, signal);
  try {
    await fetchChecked(fetching, { url, file, bytes: source.bytes, mostBytes: source.bytes }, source.integrity, {
      what: source.spec,
      counter,
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof WrongDigest || (error as Error).cause === undefined) throw error;
    onEvent({ type: "note", name: entry.name, message: `${source.spec}: npm downloads it itself` });
    await packTarball(source.spec, file, work, signal);
    await checkSource(source, file);
  }
}

class WrongDigest extends SisterError {}

/** A download whose digest is compared. One that was gone on with and is wrong is made anew, once: the part of before may be what is wrong. */
async function fetchChecked(
  { patience, signal }: Fetching,
  target: { url: string; file: string; bytes?: number; mostBytes: number },
  digest: string | undefined,
  { what, counter }: { what: string; counter: Counter },
): Promise<void> {
  const once = async (): Promise<boolean> => {
    const { resumed } = await download({
      ...target,
      ...(patience ? { patience } : {}),
      signal,
      onBytes: (bytes) => counter.count(what, bytes),
    });
    return resumed;
  };
  const resumed = await once();
  let problem = digest === undefined ? null : await wrongDigest(target.file, digest);
  if (problem === null) return;
  await rm(target.file, { force: true });
  if (resumed) {
    await once();
    problem = await wrongDigest(target.file, digest ?? "");
    if (problem === null) return;
    await rm(target.file, { force: true });
  }
  throw new WrongDigest(
    `${shown(target.url)} has the digest ${problem}, not ${digest}: it is damaged or not the file that is expected; nothing of it was kept`,
  );
}

/** Compares with "sha512-BASE64" as npm writes it, or with a SHA-256 in hexadecimal. Returns the digest that a file has if it is another one. */
async function wrongDigest(file: string, expected: string): Promise<string | null> {
  const found = expected.startsWith("sha512-")
    ? `sha512-${await fileDigest(file, "sha512", "base64")}`
    : await fileDigest(file);
  return found === expected ? null : found;
}

async function checkSource(source: Source, file: string): Promise<void> {
  const digest = source.kind === "npm" ? source.integrity : source.sha256;
  const problem = digest === undefined ? null : await wrongDigest(file, digest);
  if (problem !== null)
    throw new WrongDigest(
      `${file} has the digest ${problem}, not ${digest}: it is damaged or not the file that is expected`,
    );
}

/** Takes the files of one source out of it, into the new folder. */
async function install(fetching: Fetching, key: string, source: Source, file: string): Promise<void> {
  const { entry, fresh, work, onEvent } = fetching;
  const files = entry.files.filter((one) => one.source === key);
  const made = (one: CatalogueFile): string => (one.make === undefined ? join(fresh, one.name) : join(work, "made-of"));
  await rm(join(work, "made-of"), { force: true });
  const wantedOf = (one: CatalogueFile): Wanted => ({
    file: made(one),
    // The size in the catalogue is that of what is made from it.
    ...(one.make === undefined && one.bytes !== undefined ? { bytes: one.bytes } : {}),
    mostBytes: one.bytes ?? mostOf(entry.bytes),
  });
  if (source.kind === "file") {
    for (const one of files) {
      if (source.unpack === undefined) await copyFile(file, made(one));
      else await unpackFile(file, wantedOf(one));
    }
  } else {
    onEvent({ type: "unpack", name: entry.name, what: archiveName(source) });
    const wanted = new Map(
      files.map((one) => [one.path ?? one.name, { ...wantedOf(one), mostBytes: mostOf(entry.bytes) }]),
    );
    await unpackFiles(file, wanted);
  }
  for (const one of files) {
    if (one.make === undefined) continue;
    const text = llamaTokens(await readFile(made(one), "utf8"));
    await writeFile(join(fresh, one.name), text, { flush: true }).catch((error: unknown) => {
      throw writeProblem(join(fresh, one.name), error);
    });
    await rm(made(one));
  }
}

/** How much of all downloads of a model is there. */
class Counter {
  readonly #fetching: Fetching;
  readonly #total: number;
  #before = 0;

  constructor(fetching: Fetching, parts: readonly { bytes?: number }[]) {
    this.#fetching = fetching;
    this.#total = parts.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) || fetching.entry.bytes;
  }

  count(what: string, bytes: number): void {
    const { entry, onEvent } = this.#fetching;
    const doneBytes = Math.min(this.#total, this.#before + bytes);
    onEvent({ type: "download", name: entry.name, what, doneBytes, totalBytes: this.#total });
  }

  finish({ bytes }: { bytes?: number }): void {
    this.#before += bytes ?? 0;
  }
}
