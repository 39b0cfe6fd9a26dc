/** Models that are installed on this host: found by name, and checked against their manifests. */
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import { listsItsFiles, type CatalogueEntry } from "./catalogue-entry.js";
import { DEFAULT_MODELS, findEntry } from "./catalogue.js";
import { MANIFEST, readManifest, type Manifest } from "./manifest.js";
import { modelFolder, modelsFolders } from "./models-folder.js";

export interface InstalledModel {
  dir: string;
  manifest: Manifest;
}

/**
 * The model of this name, in the user's folder or in one of the system. null if it is not installed. Looks at the manifest alone:
 * `verifyModel` checks the files.
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

/** Whether a text can be a model's name: no path that leads out of the models' folder. */
export function isModelName(text: string): boolean {
  return /^[a-z0-9][\w.-]*(\/[a-z0-9][\w.-]*)?$/i.test(text) && !text.includes("..");
}

/** Whether an installed model is what the catalogue's entry would install. */
export function isCurrent(manifest: Manifest, entry: CatalogueEntry): boolean {
  if (manifest.version !== entry.version) return false;
  // What the entry does not list, the manifest does.
  if (!listsItsFiles(entry)) return Object.keys(manifest.files).length > 0;
  return (
    entry.files.length === Object.keys(manifest.files).length &&
    entry.files.every(({ name, sha256 }) => {
      const found = manifest.files[name];
      return found !== undefined && (sha256 === undefined || sha256 === found.sha256);
    })
  );
}

export interface ResolvedModel {
  dir: string;
  /** null for a folder that `sister models pull` did not make. */
  manifest: Manifest | null;
  /** The name by which every host finds it; null for a folder that was given as a path. */
  name: string | null;
}

/**
 * What a person means by `--model`: the name of an installed model, or a folder. Throws a SisterError with exit code 2 for a name of the
 * catalogue that is not installed and for a path that is no folder.
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
    `${nameOrPath} is neither an installed model nor a folder: see "sister models list --available", or give the folder that holds the model's files`,
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
 * Why an installed model cannot be trusted, with the command that mends it; null if nothing is wrong. Compares sizes, and the digests of files that
 * were changed after the installation, which costs nothing as a rule; with `whole` every digest (0.2 s for 64 MB). A folder without a manifest has
 * nothing to be compared with: null.
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
      if (size < bytes) return `${path} is cut short (${size} of ${bytes} bytes): ${mend}`;
      if (size > bytes) return `${path} has ${size} bytes, not ${bytes}: it is another file; ${mend}`;
      if (!whole && mtimeMs <= installedAt) continue;
      const found = await fileDigest(path);
      if (found !== sha256) return `${path} is damaged or another file (SHA-256 ${found}, not ${sha256}): ${mend}`;
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
      return missing ? `${path} is missing: ${mend}` : `${path} cannot be read (${messageOf(error)}): ${mend}`;
    }
  }
  return null;
}

/**
 * One digest over a model's files and their names: equal if and only if two hosts have the same model. From the manifest, if there is one (after
 * `verifyModel` it holds for the files too); else from the files themselves, which are then read whole.
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

/** The SHA-256 of a file's content, in hexadecimal; another algorithm and encoding where they are given. */
export async function fileDigest(
  path: string,
  algorithm: "sha256" | "sha512" = "sha256",
  encoding: "hex" | "base64" = "hex",
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest(encoding);
}
