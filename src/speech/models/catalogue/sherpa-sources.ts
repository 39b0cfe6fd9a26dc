/**
 * Where sherpa-onnx's exports are published. None of them could be downloaded where this catalogue was written. Names
 * and sizes come from its documentation and the models' pages, and digests are recorded at the first installation.
 */
import type { CatalogueFile, Source } from "../catalogue-entry.js";

type Files = { sources: Record<string, Source>; files: CatalogueFile[] };

/** Files of a Hugging Face repository, each with its approximate size. */
export function huggingFace(repository: string, files: Readonly<Record<string, number>>): Files {
  const sources: Record<string, Source> = {};
  const list: CatalogueFile[] = [];
  for (const [path, bytes] of Object.entries(files)) {
    const name = path.split("/").at(-1) ?? path;
    sources[name] = { kind: "file", url: `https://huggingface.co/${repository}/resolve/main/${path}`, bytes };
    list.push({ name, source: name });
  }
  return { sources, files: list };
}

const RELEASES = "https://github.com/k2-fsa/sherpa-onnx/releases/download";

/**
 * Files in an archive of sherpa-onnx's releases, which has one folder of the same name. `files`: the names inside. `*`
 * stands for any part of a name, and a final slash for a whole folder.
 *
 * @param path "asr-models/NAME", without ".tar.bz2"
 * @param bytes approximate size of the archive
 */
export function release(path: string, bytes: number, files: readonly string[]): Files {
  const folder = path.split("/").at(-1) ?? path;
  return {
    sources: { archive: { kind: "archive", url: `${RELEASES}/${path}.tar.bz2`, bytes } },
    files: files.map((name) => ({ name, source: "archive", path: `${folder}/${name}` })),
  };
}

/** A single file of sherpa-onnx's releases. */
export function releasedFile(path: string, bytes: number): Files {
  const name = path.split("/").at(-1) ?? path;
  return {
    sources: { file: { kind: "file", url: `${RELEASES}/${path}`, bytes } },
    files: [{ name, source: "file" }],
  };
}
