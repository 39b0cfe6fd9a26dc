/** Stamps: a hash of the inputs of an output, stored in the output, so that both are removed together. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The stamp's name inside an output folder. */
const STAMP = ".sister-stamp";

/**
 * The hash of files and texts. Folders are read recursively; a missing file has a hash of its own kind.
 *
 * @param {string} root
 * @param {{ paths?: string[], texts?: string[], skip?: (name: string) => boolean }} inputs paths relative to root
 * @returns {string}
 *
 * @example
 * hashOf(root, { paths: ["src", "tsconfig.json"], texts: [process.version], skip: (name) => name.endsWith(".test.ts") });
 */
export function hashOf(root, { paths = [], texts = [], skip = () => false }) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`text ${text.length} ${text}\n`);
  const add = (path) => {
    let content;
    try {
      content = readFileSync(join(root, path));
    } catch (error) {
      if (error.code === "EISDIR") {
        for (const name of readdirSync(join(root, path)).sort()) if (!skip(name)) add(`${path}/${name}`);
        return;
      }
      if (error.code !== "ENOENT") throw error;
    }
    hash.update(`file ${path} ${content?.length ?? "missing"}\n`).update(content ?? "");
  };
  paths.forEach(add);
  return hash.digest("hex");
}

/** The stamp of an output folder, or undefined. */
export function readStamp(folder) {
  try {
    return readFileSync(join(folder, STAMP), "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Stamps an output folder, as the last step of making it. */
export function writeStamp(folder, stamp) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, STAMP), `${stamp}\n`);
}
