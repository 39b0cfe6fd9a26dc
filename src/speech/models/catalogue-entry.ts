/** The entry of a model in the catalogue. */

type ModelTask =
  "speech" | "voice-activity" | "punctuation" | "speaker-segmentation" | "speaker-embedding" | "voice" | "translation";

export interface CatalogueEntry {
  name: string;
  version: string;
  task: ModelTask;
  /** The kind of model: "moonshine", "whisper", "transducer", … For speech models it selects the engine. */
  family: string;
  /** BCP 47. ["*"] for a model that does not depend on the language. */
  languages: readonly string[];
  licence: { name: string; text: string };
  goodAt: string;
  /** Size of the installed files. Approximate if a file has no `bytes`. */
  bytes: number;
  /** Where the files come from, by keys that `files` use. */
  sources: Readonly<Record<string, Source>>;
  /** The installed files. Nothing else of a source is kept. */
  files: readonly CatalogueFile[];
  /** The address of Firefox's registry, which lists sources and files, and the language pair in it ("en-id"). */
  firefox?: { registry: string; pair: string };
}

export interface CatalogueFile {
  /**
   * The name in the model's folder. A name with a final slash is a folder with everything that the archive has in it.
   */
  name: string;
  /** The key of its source. */
  source: string;
  /**
   * The path inside an archive. Missing if the source is one file. `*` stands for any part of a name, a final slash for
   * a whole folder.
   */
  path?: string;
  /** How the file is made from the source. Missing: it is the source. */
  make?: "llama-tokens";
  /** Size of the installed file. Missing: unknown, and recorded at the first installation. */
  bytes?: number;
  sha256?: string;
}

export type Source =
  /** An npm package, from the registry of the user's npm configuration. */
  | { kind: "npm"; spec: string; bytes: number; integrity: string }
  /** An archive. `bytes`: its approximate size. `sha256`: if known. */
  | { kind: "archive"; url: string; bytes: number; sha256?: string }
  /** A single file. With `unpack` it is compressed, and the unpacked file is installed. */
  | { kind: "file"; url: string; bytes: number; sha256?: string; unpack?: "gz" };

/** Whether the entry lists its files. It does not if they lie in a folder of an archive or in Firefox's registry. */
export function listsItsFiles({ files, firefox }: CatalogueEntry): boolean {
  return firefox === undefined && files.every(({ name }) => !name.endsWith("/"));
}

/** Whether the digest of every file is known before the download. */
export function knowsItsDigests(entry: CatalogueEntry): boolean {
  return listsItsFiles(entry) && entry.files.every(({ sha256 }) => sha256 !== undefined);
}
