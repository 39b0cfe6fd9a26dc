/** The manifest of an installed model: a small file beside the model's own files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The name of the manifest in a model's folder. */
export const MANIFEST = "sister-model.json";

export interface Manifest {
  format: 1;
  name: string;
  version: string;
  /** What it does, as in the catalogue: "speech", "voice-activity", "translation", … */
  task: string;
  family: string;
  languages: string[];
  licence: { name: string; text: string };
  /** Where its files came from: packages with versions, or addresses. */
  source: string[];
  /**
   * "catalogue": every digest was known before the download. "recorded": the digests are those of the first download.
   */
  digests: "catalogue" | "recorded";
  /** Files by name, relative to the folder, without the manifest itself. */
  files: Record<string, { bytes: number; sha256: string }>;
}

/** Whether a model's file may have this name: relative, in the folder or below it, and safe to print. */
export function isPlainPath(name: string): boolean {
  const parts = name.split("/");
  return parts.every((part) => /^[\w!][\w.!+ -]*$/.test(part)) && name.length < 200;
}

/** The manifest of a folder. Null if there is no readable one. */
export function readManifest(dir: string): Manifest | null {
  try {
    const read: unknown = JSON.parse(readFileSync(join(dir, MANIFEST), "utf8"));
    return isManifest(read) ? read : null;
  } catch {
    return null;
  }
}

/** Whether a value, which may come from another host or an old version, is a manifest. */
export function isManifest(value: unknown): value is Manifest {
  const { format, name, version, task, family, languages, licence, source, files } = (value ?? {}) as Partial<Manifest>;
  const texts = [name, version, task, family, licence?.name, licence?.text];
  return (
    format === 1 &&
    texts.every((text) => typeof text === "string") &&
    Array.isArray(languages) &&
    Array.isArray(source) &&
    typeof files === "object" &&
    Object.entries(files).every(
      ([file, { bytes, sha256 }]) =>
        isPlainPath(file) && Number.isSafeInteger(bytes) && bytes >= 0 && /^[0-9a-f]{64}$/.test(sha256),
    )
  );
}

/** The text of a manifest: equal on all hosts that installed the same files. */
export function manifestText(manifest: Manifest): string {
  const files = Object.fromEntries(Object.entries(manifest.files).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ ...manifest, files }, null, 2)}\n`;
}
