/** Writes a model that another host sends piece by piece into this host's models' folder. */
import { createHash, type Hash } from "node:crypto";
import { access, constants, mkdir, open, readdir, rm, writeFile, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SisterError } from "../../../errors.js";
import { MANIFEST, manifestText, type Manifest } from "../manifest.js";
import { modelFolder, modelsFolder } from "../../../models-folder.js";
import { isAlive } from "./pull-lock.js";
import { putInPlace } from "./put-in-place.js";
import { writeProblem } from "./write-problem.js";

/**
 * Why this host's models' folder cannot be written. Null if it can. Creates no folder, because it may never be needed.
 */
export async function receiveProblem(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const folder = modelsFolder(env);
  for (let path = folder; ; path = dirname(path)) {
    try {
      await access(path, constants.W_OK);
      return null;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" || path === dirname(path)) return `${folder} cannot be written: ${code}`;
    }
  }
}

/** A model that is being received. */
export class IncomingModel {
  readonly #manifest: Manifest;
  readonly #dir: string;
  readonly #work: string;
  #file: { name: string; handle: FileHandle; hash: Hash } | null = null;

  private constructor(manifest: Manifest, dir: string, work: string) {
    this.#manifest = manifest;
    this.#dir = dir;
    this.#work = work;
  }

  static async begin(manifest: Manifest, env: NodeJS.ProcessEnv = process.env): Promise<IncomingModel> {
    const folder = modelsFolder(env);
    const pulls = join(folder, ".pull");
    const prefix = `${manifest.name.replaceAll("/", "+")}+from-group.`;
    const work = join(pulls, `${prefix}${process.pid}`);
    try {
      await mkdir(pulls, { recursive: true });
      for (const name of await readdir(pulls))
        if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))))
          await rm(join(pulls, name), { recursive: true, force: true });
      await rm(work, { recursive: true, force: true });
      await mkdir(join(work, "new"), { recursive: true });
    } catch (error) {
      throw writeProblem(work, error);
    }
    return new IncomingModel(manifest, modelFolder(manifest.name, folder), work);
  }

  /** Appends to a file. The pieces of one file come one after another. */
  async write(name: string, piece: Uint8Array): Promise<void> {
    const path = join(this.#work, "new", name);
    try {
      if (this.#file?.name !== name) {
        await this.#endFile();
        await mkdir(dirname(path), { recursive: true });
        this.#file = { name, handle: await open(path, "wx"), hash: createHash("sha256") };
      }
      this.#file.hash.update(piece);
      await this.#file.handle.writeFile(piece);
    } catch (error) {
      throw error instanceof SisterError ? error : writeProblem(path, error);
    }
  }

  async #endFile(): Promise<void> {
    if (!this.#file) return;
    const { name, handle, hash } = this.#file;
    this.#file = null;
    await handle.sync();
    await handle.close();
    const found = hash.digest("hex");
    const expected = this.#manifest.files[name]?.sha256;
    if (found !== expected)
      throw new SisterError(`${name} has arrived damaged (SHA-256 ${found}, not ${expected}); it was deleted`);
  }

  /** Checks the last file and moves the model to its place. Rejects with a SisterError, and then nothing is kept. */
  async finish(): Promise<void> {
    try {
      await this.#endFile();
      const fresh = join(this.#work, "new");
      await writeFile(join(fresh, MANIFEST), manifestText(this.#manifest), { flush: true });
      await putInPlace(fresh, this.#dir, this.#work);
    } catch (error) {
      throw error instanceof SisterError ? error : writeProblem(this.#dir, error);
    } finally {
      await this.discard();
    }
  }

  /** Removes everything received so far, unless the model is in its place. */
  async discard(): Promise<void> {
    await this.#file?.handle.close().catch(() => undefined);
    this.#file = null;
    await rm(this.#work, { recursive: true, force: true });
  }
}
