/** Extracts wanted files from an archive that may be damaged or hostile. Names in the archive never become paths. */
import { closeSync, createReadStream, fsyncSync, mkdirSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { messageOf, SisterError } from "../../../errors.js";
import { isPlainPath } from "../manifest.js";
import { bunzip2 } from "./bunzip2.js";
import { writeProblem } from "./write-problem.js";

export interface Wanted {
  /** The path inside the archive. `*` stands for any part of a name, a final slash for a whole folder. */
  path: string;
  /** Where it is written. For a folder, its files are written below. */
  file: string;
  /** The size, if known. Otherwise `mostBytes` is the limit. */
  bytes?: number;
  mostBytes: number;
}

/** Most files of a folder that is extracted whole. */
const MOST_FILES = 5000;

/** Models hardly compress. An archive that grows beyond this multiple of its size plus 64 MiB is a trap. */
const MOST_GROWTH = 30;
const ALWAYS_ALLOWED = 64 * 2 ** 20;

/**
 * Extracts the wanted files of a tar archive (.tar, .tgz, .tar.gz, .tar.bz2: recognized by its content). Rejects with a
 * SisterError of one line if the archive is damaged, lacks a file, contains a path that leads out of it or a device, if
 * a wanted file is a link or has another size, or if it unpacks to far more than expected.
 **/
export async function unpackFiles(archive: string, wanted: readonly Wanted[]): Promise<void> {
  const choice = new Choice(wanted);
  const open = new Set<number>();
  const state: { failure: Error | null; ended: boolean } = { failure: null, ended: false };
  const parser = new Parser({ strict: true });
  parser.on("error", (error: Error) => (state.failure ??= error));
  // Padding follows the end; the parser would keep all of it in memory.
  parser.on("eof", () => (state.ended = true));
  parser.on("entry", (entry: ReadEntry) => {
    try {
      if (state.failure === null) take(entry);
    } catch (error) {
      state.failure = error as Error;
    }
    entry.resume();
  });
  const take = (entry: ReadEntry): void => {
    const path = entry.path.replace(/^(\.\/)+/, "");
    refuseEntry(path, entry);
    const target = choice.take(path, entry.type === "Directory");
    if (!target) return;
    if (!/^(Old|Contiguous)?File$/.test(entry.type))
      throw new SisterError(`${path} in it is not a file but a ${entry.type}`);
    refuseSize(path, entry.size, target);
    const fd = guard(target.file, () => {
      mkdirSync(dirname(target.file), { recursive: true });
      return openSync(target.file, "wx", 0o644);
    });
    open.add(fd);
    entry.on("data", (piece: Uint8Array) => {
      if (state.failure !== null) return;
      try {
        guard(target.file, () => writeWhole(fd, piece));
      } catch (error) {
        state.failure = error as Error;
      }
    });
    entry.on("end", () => {
      fsyncSync(fd);
      closeSync(fd);
      open.delete(fd);
    });
  };
  try {
    const most = MOST_GROWTH * statSync(archive).size + ALWAYS_ALLOWED;
    let grown = 0;
    for await (const piece of decompressed(archive)) {
      grown += piece.length;
      if (grown > most) throw new SisterError(`it unpacks to more than ${most} bytes`);
      // Entries are written synchronously, so there is nothing to wait for.
      parser.write(piece);
      if (state.failure !== null) throw state.failure;
      if (state.ended) break;
    }
    await new Promise<void>((resolve) => {
      parser.once("end", () => resolve());
      parser.once("error", () => resolve());
      parser.end();
    });
    if (state.failure !== null) throw state.failure;
    const lacking = choice.lacking();
    if (lacking !== null) throw new SisterError(`it does not contain ${lacking}`);
  } catch (error) {
    throw archiveProblem(archive, state.failure ?? error);
  } finally {
    for (const fd of open) closeSync(fd);
  }
}

/** Matches the entries of an archive with the wanted files, each once. */
class Choice {
  readonly #left: { pattern: RegExp; wanted: Wanted }[];
  readonly #folders: { wanted: Wanted; files: number }[];

  constructor(wanted: readonly Wanted[]) {
    const isFolder = ({ path }: Wanted): boolean => path.endsWith("/");
    this.#left = wanted.filter((one) => !isFolder(one)).map((one) => ({ pattern: patternOf(one.path), wanted: one }));
    this.#folders = wanted.filter(isFolder).map((one) => ({ wanted: one, files: 0 }));
  }

  /** The wanted file for an entry. Null if it is not wanted. */
  take(path: string, isFolder: boolean): Wanted | null {
    const at = this.#left.findIndex(({ pattern }) => pattern.test(path));
    if (at >= 0) return this.#left.splice(at, 1)[0]?.wanted ?? null;
    const folder = this.#folders.find(({ wanted }) => path.startsWith(wanted.path));
    if (!folder || isFolder) return null;
    const below = path.slice(folder.wanted.path.length);
    if (!isPlainPath(below)) throw new SisterError(`it contains a file with an invalid name (${JSON.stringify(path)})`);
    if (++folder.files > MOST_FILES)
      throw new SisterError(`${folder.wanted.path} in it has more than ${MOST_FILES} files`);
    return { ...folder.wanted, path, file: join(folder.wanted.file, below) };
  }

  lacking(): string | null {
    return this.#left[0]?.wanted.path ?? this.#folders.find(({ files }) => files === 0)?.wanted.path ?? null;
  }
}

function patternOf(path: string): RegExp {
  const parts = path.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`);
}

/** Unpacks a compressed file (.gz) within the same limits. */
export async function unpackFile(compressed: string, { file, bytes, mostBytes }: Omit<Wanted, "path">): Promise<void> {
  const fd = guard(file, () => openSync(file, "wx", 0o644));
  try {
    let grown = 0;
    for await (const piece of decompressed(compressed)) {
      grown += piece.length;
      if (grown > (bytes ?? mostBytes)) throw new SisterError(`it unpacks to more than ${bytes ?? mostBytes} bytes`);
      guard(file, () => writeWhole(fd, piece));
    }
    if (bytes !== undefined && grown !== bytes) throw new SisterError(`it unpacks to ${grown} bytes, not ${bytes}`);
    fsyncSync(fd);
  } catch (error) {
    throw archiveProblem(compressed, error);
  } finally {
    closeSync(fd);
  }
}

/** The decompressed content of a file. Its first bytes show the compression. */
async function* decompressed(path: string): AsyncGenerator<Buffer> {
  const start = Buffer.alloc(3);
  const fd = openSync(path, "r");
  readSync(fd, start);
  closeSync(fd);
  const raw = createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    if (start.toString("latin1") === "BZh") yield* bunzip2(raw as AsyncIterable<Buffer>);
    else if (start.readUInt16BE(0) === 0x1f8b) {
      const gunzip = createGunzip();
      // The loop throws the error.
      pipeline(raw, gunzip, () => undefined);
      for await (const piece of gunzip) yield piece as Buffer;
    } else for await (const piece of raw) yield piece as Buffer;
  } finally {
    raw.destroy();
  }
}

function refuseEntry(path: string, entry: ReadEntry): void {
  const parts = path.split(/[\\/]/);
  if (/^([\\/]|[a-z]:)/i.test(path) || parts.includes(".."))
    throw new SisterError(`it contains a path that leads out of it (${JSON.stringify(path)})`);
  if (/Device|FIFO/.test(entry.type)) throw new SisterError(`it contains a device (${JSON.stringify(path)})`);
}

function refuseSize(path: string, size: number, { bytes, mostBytes }: Wanted): void {
  if (bytes !== undefined && size !== bytes) throw new SisterError(`${path} in it has ${size} bytes, not ${bytes}`);
  if (size > mostBytes) throw new SisterError(`${path} in it has ${size} bytes, too much for such a model`);
}

function archiveProblem(archive: string, error: unknown): SisterError {
  const name = archive.split("/").at(-1);
  if (error instanceof SisterError) {
    // A full disk is not the archive's fault.
    if (error.cause !== undefined) return error;
    return new SisterError(`the archive ${name} is refused: ${error.message}`);
  }
  return new SisterError(`the archive ${name} is damaged (${messageOf(error)})`, { cause: error });
}

function guard<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw writeProblem(path, error);
  }
}

function writeWhole(fd: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.length;) at += writeSync(fd, piece, at);
}
