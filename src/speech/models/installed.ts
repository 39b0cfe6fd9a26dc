/** Finds installed models by name, and checks them against their manifests. */
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import { listsItsFiles, type CatalogueEntry } from "./catalogue-entry.js";
import { DEFAULT_MODELS, findEntry } from "./catalogue.js";
import { MANIFEST, readManifest, type Manifest } from "./manifest.js";
import { modelFolder, modelsFolders } from "../../models-folder.js";

export interface InstalledModel {
  dir: string;
  manifest: Manifest;
}

/**
 * The model with this name, in the user's folder or in a system folder. Null if it is not installed. Reads only the
 * manifest; `verifyModel` checks the files.
 *
 * @example
 * findModel("silero-vad")?.dir; // "/home/ann/.local/share/sister/models/silero-vad"
 */
export function findModel(name: string, env: NodeJS.ProcessEnv = process.env): InstalledModel | null {
  if (!isModelName(name)) return null;
  for (const folder of modelsFolders(env)) {
    const dir = modelFolder(name, folder);
    const manifest = readManifest(dir);
    if (manifest?.name === name) return { dir, manifest };
  }
  return null;
}

/** Whether a text can be the name of a model, without a path that leads out of the models' folder. */
export function isModelName(text: string): boolean {
  return /^[a-z0-9][\w.-]*(\/[a-z0-9][\w.-]*)?$/i.test(text) && !text.includes("..");
}

/** Whether an installed model is what the catalogue's entry installs. */
export function isCurrent(manifest: Manifest, entry: CatalogueEntry): boolean {
  if (manifest.version !== entry.version) return false;
  // Files that the entry does not list are listed in the manifest.
  if (!listsItsFiles(entry)) return Object.keys(manifest.files).length > 0;
  return (
    entry.files.length === Object.keys(manifest.files).length &&
    entry.files.every(({ name, sha256 }) => {
      const found = manifest.files[name];
      return found !== undefined && (sha256 === undefined || sha256 === found.sha256);
    })
  );
}

/**
 * Default models that are not installed here, are damaged, or have another version. Compares only sizes.
 *
 * @public the set-up (scripts/setup/models.mjs) loads it from `dist`
 */
export async function missingDefaults(env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const missing: string[] = [];
  for (const name of DEFAULT_MODELS) {
    const found = findModel(name, env);
    const entry = findEntry(name);
    const isFine = found && entry && isCurrent(found.manifest, entry) && (await verifyModel(found.dir)) === null;
    if (!isFine) missing.push(name);
  }
  return missing;
}

export interface ResolvedModel {
  dir: string;
  /** Null for a folder that `sister models pull` did not make. */
  manifest: Manifest | null;
  /** The name by which every host finds it. Null for a folder that was given as a path. */
  name: string | null;
}

/**
 * Resolves the value of `--model`: the name of an installed model, or a folder. Throws a SisterError (exit code 2) for
 * a model of the catalogue that is not installed, and for a path that is not a folder.
 */
export function resolveModel(nameOrPath: string, env: NodeJS.ProcessEnv = process.env): ResolvedModel {
  const found = findModel(nameOrPath, env);
  if (found) return { ...found, name: nameOrPath };
  const dir = resolve(nameOrPath);
  if (isFolder(dir)) return { dir, manifest: readManifest(dir), name: null };
  if (!isAbsolute(nameOrPath) && findEntry(nameOrPath)) {
    throw new SisterError(`the model ${nameOrPath} is not installed: sister models pull ${nameOrPath}`, {
      exitCode: 2,
    });
  }
  throw new SisterError(
    `${nameOrPath} is neither an installed model nor a folder: see "sister models list --available", or give the folder with the model's files`,
    { exitCode: 2 },
  );
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * Tells why an installed model cannot be trusted, and the command that repairs it. Null if nothing is wrong. Compares
 * sizes, and the digests of files that were changed after the installation, which usually costs nothing. With `whole`,
 * compares every digest (0.2 s for 64 MB). Null for a folder without a manifest, which cannot be compared.
 */
export async function verifyModel(dir: string, { whole = false } = {}): Promise<string | null> {
  const manifest = readManifest(dir);
  if (!manifest) return null;
  const mend = `install it again with "sister models pull ${manifest.name}"`;
  // The manifest is written last.
  const installedAt = (await stat(join(dir, MANIFEST))).mtimeMs;
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
    const path = join(dir, name);
    try {
      const { size, mtimeMs } = await stat(path);
      if (size < bytes) return `${path} is truncated (${size} of ${bytes} bytes): ${mend}`;
      if (size > bytes) return `${path} has ${size} bytes, not ${bytes}: it is a different file; ${mend}`;
      if (!whole && mtimeMs <= installedAt) continue;
      const found = await fileDigest(path);
      if (found !== sha256) return `${path} is damaged or a different file (SHA-256 ${found}, not ${sha256}): ${mend}`;
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
      return missing ? `${path} is missing: ${mend}` : `${path} cannot be read (${messageOf(error)}): ${mend}`;
    }
  }
  return null;
}

/**
 * One digest over the names and contents of a model's files: equal if and only if two hosts have the same model.
 * Computed from the manifest if there is one (after `verifyModel` it matches the files), otherwise from the files,
 * which are then read completely.
 */
export async function modelDigest(dir: string): Promise<string> {
  const manifest = readManifest(dir);
  const digests = new Map<string, string>();
  if (manifest) {
    for (const [name, { sha256 }] of Object.entries(manifest.files)) digests.set(name, sha256);
  } else {
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      if (!entry.isFile() || entry.name === MANIFEST) continue;
      digests.set(entry.name, await fileDigest(join(dir, entry.name)));
    }
  }
  const lines = [...digests].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sha256]) => `${sha256}  ${name}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex");
}

/** The SHA-256 of a file in hexadecimal, unless another algorithm and encoding are given. */
export async function fileDigest(
  path: string,
  algorithm: "sha256" | "sha512" = "sha256",
  encoding: "hex" | "base64" = "hex",
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest(encoding);
}
