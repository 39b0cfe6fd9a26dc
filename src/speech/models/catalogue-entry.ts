/** What the catalogue says of a model. */

type ModelTask =
  "speech" | "voice-activity" | "punctuation" | "speaker-segmentation" | "speaker-embedding" | "voice" | "translation";

export interface CatalogueEntry {
  name: string;
  version: string;
  task: ModelTask;
  /** The kind of model: "moonshine", "whisper", "transducer", … For speech models it is what opens them. */
  family: string;
  /** BCP 47; ["*"] for a model to which languages are all the same. */
  languages: readonly string[];
  licence: { name: string; text: string };
  goodAt: string;
  /** Of the installed files. Approximate if a file has no `bytes`. */
  bytes: number;
  /** Where the files come from, by a key that `files` use. */
  sources: Readonly<Record<string, Source>>;
  /** What is installed: nothing else of a source is kept. */
  files: readonly CatalogueFile[];
  /** The address of Firefox's registry, which says what the sources and files are, and the pair of languages in it ("en-id"). */
  firefox?: { registry: string; pair: string };
}

export interface CatalogueFile {
  /** Its name in the model's folder. One that ends in a slash is a folder with all that the archive has in it. */
  name: string;
  /** The key of its source. */
  source: string;
  /** Its path inside an archive; missing if the source is one file. A `*` stands for any part of a name, a slash at the end for a whole folder. */
  path?: string;
  /** How it is made from that file; missing: it is that file. */
  make?: "llama-tokens";
  /** Of the installed file. Missing: not known here, recorded at the first installation. */
  bytes?: number;
  sha256?: string;
}

export type Source =
  /** A package of npm, from the registry that the user's npm is configured for. */
  | { kind: "npm"; spec: string; bytes: number; integrity: string }
  /** An archive. `bytes` of the archive, about; `sha256` if known. */
  | { kind: "archive"; url: string; bytes: number; sha256?: string }
  /** A file. With `unpack` it is compressed and the unpacked file is installed. */
  | { kind: "file"; url: string; bytes: number; sha256?: string; unpack?: "gz" };

/** Whether the entry says itself which files are installed: not if they are in a folder of an archive, or in Firefox's registry. */
export function listsItsFiles({ files, firefox }: CatalogueEntry): boolean {
  return firefox === undefined && files.every(({ name }) => !name.endsWith("/"));
}

/** Whether the digest of every file was known before anything was downloaded. */
export function knowsItsDigests(entry: CatalogueEntry): boolean {
  return listsItsFiles(entry) && entry.files.every(({ sha256 }) => sha256 !== undefined);
}
