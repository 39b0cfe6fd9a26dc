/** Installs a model of the catalogue on this host, completely or not at all. */
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, rmdir, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { SisterError } from "../../../errors.js";
import { knowsItsDigests, type CatalogueEntry } from "../catalogue-entry.js";
import { CATALOGUE, findEntry, nearNames } from "../catalogue.js";
import { fileDigest, findModel, isCurrent, isModelName, verifyModel } from "../installed.js";
import { manifestText, MANIFEST, type Manifest } from "../manifest.js";
import { modelFolder, modelsFolder } from "../../../models-folder.js";
import type { Patience } from "./download.js";
import { fetchFromFolder, fetchFromMirror } from "./fetch-elsewhere.js";
import { fetchFromOrigin } from "./fetch-origin.js";
import type { Fetched, Fetching, PullEvent } from "./fetching.js";
import { withPullLock } from "./pull-lock.js";
import { putInPlace } from "./put-in-place.js";
import { writeProblem } from "./write-problem.js";

export interface PullOptions {
  env?: NodeJS.ProcessEnv;
  /** A folder or an address of the files, instead of their origin or SISTER_MODEL_MIRROR. */
  from?: string;
  onEvent?: (event: PullEvent) => void;
  signal?: AbortSignal;
  patience?: Patience;
  /** Free bytes on the disk of a folder. Default: as reported by the system. */
  freeBytes?: (folder: string) => Promise<number>;
  /** The entry to install, for tests. Default: the catalogue's entry with this name. */
  entry?: CatalogueEntry;
}

export interface Pulled {
  name: string;
  dir: string;
  state: "installed" | "present";
  digests: Manifest["digests"];
  bytes: number;
  seconds: number;
}

/**
 * Installs a model unless it is already complete. Two simultaneous calls, even of two processes, do the work once.
 * Rejects with a SisterError: an unknown name (exit code 2), no network, a wrong digest (the file is deleted), no
 * space, a folder without write permission. The next call continues an interrupted download.
 *
 * @example
 * const { dir } = await pullModel("moonshine-base-en", { onEvent: (event) => console.log(event) });
 */
export async function pullModel(name: string, options: PullOptions = {}): Promise<Pulled> {
  const { env = process.env, signal, onEvent = () => undefined } = options;
  const began = performance.now();
  const entry = options.entry ?? entryOf(name);
  const present = await presentModel(entry, env);
  if (present) return { ...present, seconds: seconds(began) };
  const folder = modelsFolder(env);
  const work = join(folder, ".pull", entry.name.replaceAll("/", "+"));
  const pulled = await withPullLock(
    `${work}.lock`,
    async () => {
      // Another process may have installed it while this one waited.
      const meanwhile = await presentModel(entry, env);
      if (meanwhile) return { ...meanwhile, seconds: seconds(began) };
      return { ...(await install(entry, folder, work, options)), seconds: seconds(began) };
    },
    { onWait: (holder) => onEvent({ type: "waiting", name: entry.name, holder }), signal },
  );
  // Succeeds only if no other download is in progress.
  await rmdir(dirname(work)).catch(() => undefined);
  return pulled;
}

const seconds = (began: number): number => (performance.now() - began) / 1000;

function entryOf(name: string): CatalogueEntry {
  const entry = findEntry(name);
  if (entry) return entry;
  const near = nearNames(name);
  const meant = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `it has ${CATALOGUE.length} others`;
  throw new SisterError(`the catalogue has no model "${name}": ${meant} (sister models list --available)`, {
    exitCode: 2,
  });
}

/** The model, if it is installed undamaged in the catalogue's version. */
async function presentModel(entry: CatalogueEntry, env: NodeJS.ProcessEnv): Promise<Omit<Pulled, "seconds"> | null> {
  const found = findModel(entry.name, env);
  if (!found || !isCurrent(found.manifest, entry) || (await verifyModel(found.dir, { whole: true })) !== null)
    return null;
  return {
    name: entry.name,
    dir: found.dir,
    state: "present",
    digests: found.manifest.digests,
    bytes: sizeOf(found.manifest),
  };
}

const sizeOf = ({ files }: Manifest): number => Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);

async function install(
  entry: CatalogueEntry,
  folder: string,
  work: string,
  options: PullOptions,
): Promise<Omit<Pulled, "seconds">> {
  const { env = process.env, signal, onEvent = () => undefined, patience, freeBytes = systemFreeBytes } = options;
  const fresh = join(work, "new");
  await refuseFullDisk(entry, work, freeBytes);
  try {
    await mkdir(work, { recursive: true });
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh);
  } catch (error) {
    throw writeProblem(work, error);
  }
  const fetching: Fetching = {
    entry,
    work,
    fresh,
    onEvent,
    env,
    ...(patience ? { patience } : {}),
    ...(signal ? { signal } : {}),
  };
  const place = options.from ?? env["SISTER_MODEL_MIRROR"];
  let fetched: Fetched;
  try {
    if (!place) fetched = await fetchFromOrigin(fetching);
    else if (/^https?:\/\//.test(place)) fetched = await fetchFromMirror(fetching, place);
    else fetched = await fetchFromFolder(fetching, place);
    const manifest = await describe(fetched, fresh);
    await writeFile(join(fresh, MANIFEST), manifestText(manifest), { flush: true });
    signal?.throwIfAborted();
    await putInPlace(fresh, modelFolder(entry.name, folder), work);
    await rm(work, { recursive: true, force: true });
    const dir = modelFolder(entry.name, folder);
    return { name: entry.name, dir, state: "installed", digests: manifest.digests, bytes: sizeOf(manifest) };
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Remove the working folder if it is empty; one with an unfinished download stays.
    await rmdir(work).catch(() => undefined);
    const system = error as NodeJS.ErrnoException;
    throw system.syscall !== undefined && system.code !== undefined ? writeProblem(system.path ?? work, error) : error;
  }
}

async function systemFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** An archive and its files need space at the same time. Bytes of an earlier try need no further space. */
async function refuseFullDisk(
  entry: CatalogueEntry,
  work: string,
  freeBytes: (folder: string) => Promise<number>,
): Promise<void> {
  const downloads = Object.values(entry.sources).reduce((sum, { bytes }) => sum + bytes, 0);
  const needed = Math.max(0, downloads - (await bytesIn(work))) + entry.bytes + 1e6;
  let folder = dirname(work);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  const free = await freeBytes(folder);
  if (free >= needed) return;
  throw new SisterError(
    `${entry.name} needs ${megabytes(needed)} while it is installed, but ${megabytes(free)} are free in ${folder}: free some, or set XDG_DATA_HOME to a folder on another disk`,
  );
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name)).catch(() => null))?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/** Checks every file of the new folder, and makes the manifest. */
async function describe({ entry, source }: Fetched, fresh: string): Promise<Manifest> {
  const files: Manifest["files"] = {};
  const expected = new Map(entry.files.map((file) => [file.name, file]));
  const found = await readdir(fresh, { recursive: true, withFileTypes: true });
  for (const one of found) {
    if (!one.isFile()) continue;
    const path = join(one.parentPath, one.name);
    const name = relative(fresh, path);
    const { bytes, sha256 } = expected.get(name) ?? {};
    const { size } = await stat(path);
    const digest = await fileDigest(path);
    if (sha256 !== undefined && digest !== sha256) {
      throw new SisterError(
        `${entry.name}: ${name} has the SHA-256 ${digest}, not ${sha256}: it is damaged or not the expected file; it was deleted`,
      );
    }
    if (bytes !== undefined && size !== bytes)
      throw new SisterError(`${entry.name}: ${name} has ${size} bytes, not ${bytes}: it was deleted`);
    files[name] = { bytes: size, sha256: digest };
  }
  const { name, version, task, family, languages, licence } = entry;
  const digests = knowsItsDigests(entry) ? "catalogue" : "recorded";
  return { format: 1, name, version, task, family, languages: [...languages], licence, source, digests, files };
}

/**
 * Removes a model that `pullModel` installed, and returns its folder. Rejects with a SisterError if the model is
 * missing or belongs to the system.
 */
export async function removeModel(name: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const folder = modelsFolder(env);
  const found = findModel(name, env);
  const dir = modelFolder(name, folder);
  if (!found && isModelName(name) && existsSync(dir)) {
    throw new SisterError(`${dir} was not installed by "sister models pull": delete the folder yourself`, {
      exitCode: 2,
    });
  }
  if (!found) throw new SisterError(`there is no model "${name}" to remove: see "sister models list"`, { exitCode: 2 });
  if (found.dir !== dir)
    throw new SisterError(
      `${found.dir} belongs to the system, not to this user: remove it as the user who installed it`,
    );
  const work = join(folder, ".pull", name.replaceAll("/", "+"));
  await withPullLock(`${work}.lock`, async () => {
    try {
      await mkdir(work, { recursive: true });
      // Moved away at once, so that nobody opens a half-removed model.
      await rename(dir, join(work, "old"));
      await rm(work, { recursive: true, force: true });
      if (dirname(dir) !== folder) await rmdir(dirname(dir)).catch(() => undefined);
    } catch (error) {
      throw writeProblem(dir, error);
    }
  });
  return dir;
}
