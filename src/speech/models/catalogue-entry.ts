/** What the catalogue says of a model. */

export type ModelTask =
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
  /** Of the installed files. Approximate where a file has no `bytes`. */
  bytes: number;
  /** Where the files come from, by a key that `files` use. */
  sources: Readonly<Record<string, Source>>;
  /** What is installed: nothing else of a source is kept. */
  files: readonly CatalogueFile[];
}

export interface CatalogueFile {
  /** Its name in the model's folder. */
  name: string;
  /** The key of its source. */
  source: string;
  /** Its path inside an archive; missing where the source is one file. */
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
