/** Takes wanted files out of an archive that may be damaged or hostile. Names in it never become paths. */
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
  /** Its path inside the archive. A `*` stands for any part of a name, a slash at the end for a whole folder. */
  path: string;
  /** Where it is written; for a folder, what lies in it is written below. */
  file: string;
  /** Its size, if it is known; else the most that is taken for one. */
  bytes?: number;
  mostBytes: number;
}

/** Files of a folder that is wanted whole. */
const MOST_FILES = 5000;

/** Models hardly compress: an archive that grows beyond this multiple of its size, and 64 MiB, is a trap. */
const MOST_GROWTH = 30;
const ALWAYS_ALLOWED = 64 * 2 ** 20;

/**
 * Writes the wanted files of a tar archive (.tar, .tgz, .tar.gz, .tar.bz2: told by its content). Rejects with a SisterError of one line if the
 * archive is damaged, lacks a file, holds a path that leads out of it or a device, if a wanted file is a link or has another size, or if it
 * unpacks to far more than it should.
 **/
export async function unpackFiles(archive: string, wanted: readonly Wanted[]): Promise<void> {
  const choice = new Choice(wanted);
  const open = new Set<number>();
  const state: { failure: Error | null; ended: boolean } = { failure: null, ended: false };
  const parser = new Parser({ strict: true });
  parser.on("error", (error: Error) => (state.failure ??= error));
  // What follows the end is filling; the parser would keep all of it in memory.
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
      throw new SisterError(`${path} in it is no file but a ${entry.type}`);
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
      // Entries are written at once, so that there is nothing to wait for.
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
    if (lacking !== null) throw new SisterError(`it does not hold ${lacking}`);
  } catch (error) {
    throw archiveProblem(archive, state.failure ?? error);
  } finally {
    for (const fd of open) closeSync(fd);
  }
}

/** Which entries of an archive are wanted, each once. */
class Choice {
  readonly #left: { pattern: RegExp; wanted: Wanted }[];
  readonly #folders: { wanted: Wanted; files: number }[];

  constructor(wanted: readonly Wanted[]) {
    const isFolder = ({ path }: Wanted): boolean => path.endsWith("/");
    this.#left = wanted.filter((one) => !isFolder(one)).map((one) => ({ pattern: patternOf(one.path), wanted: one }));
    this.#folders = wanted.filter(isFolder).map((one) => ({ wanted: one, files: 0 }));
  }

  /** What an entry is taken for; null if it is not wanted. */
  take(path: string, isFolder: boolean): Wanted | null {
    const at = this.#left.findIndex(({ pattern }) => pattern.test(path));
    if (at >= 0) return this.#left.splice(at, 1)[0]?.wanted ?? null;
    const folder = this.#folders.find(({ wanted }) => path.startsWith(wanted.path));
    if (!folder || isFolder) return null;
    const below = path.slice(folder.wanted.path.length);
    if (!isPlainPath(below)) throw new SisterError(`it holds a file with a strange name (${JSON.stringify(path)})`);
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

/** Unpacks a compressed file (.gz), with the same bounds. */
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

/** A file's content without its compression, which the first bytes tell. */
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
      // What fails is thrown by the loop.
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
    throw new SisterError(`it holds a path that leads out of it (${JSON.stringify(path)})`);
  if (/Device|FIFO/.test(entry.type)) throw new SisterError(`it holds a device (${JSON.stringify(path)})`);
}

function refuseSize(path: string, size: number, { bytes, mostBytes }: Wanted): void {
  if (bytes !== undefined && size !== bytes) throw new SisterError(`${path} in it has ${size} bytes, not ${bytes}`);
  if (size > mostBytes) throw new SisterError(`${path} in it has ${size} bytes, which no such model has`);
}

function archiveProblem(archive: string, error: unknown): SisterError {
  const name = archive.split("/").at(-1);
  if (error instanceof SisterError) {
    // A full disk is no fault of the archive's.
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
