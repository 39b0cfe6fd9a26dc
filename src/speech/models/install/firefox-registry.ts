/** Reads a language pair in Firefox's registry of translation models. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { SisterError } from "../../../errors.js";
import type { CatalogueEntry, CatalogueFile, Source } from "../catalogue-entry.js";
import { shown } from "./download.js";
import { Counter, downloadChecked, type Fetching } from "./fetching.js";

/** The parts of a model in the registry, and their installed names. A pair without `vocab` has the two others. */
const PARTS = {
  model: "model.bin",
  lexicalShortlist: "lex.bin",
  vocab: "vocab.spm",
  srcVocab: "srcvocab.spm",
  trgVocab: "trgvocab.spm",
} as const;

interface RegistryFile {
  path?: unknown;
  uncompressedHash?: unknown;
  uncompressedSize?: unknown;
}
interface RegistryModel {
  releaseStatus?: unknown;
  architecture?: unknown;
  files?: Partial<Record<keyof typeof PARTS, RegistryFile>>;
}
interface Registry {
  baseUrl?: unknown;
  models?: Record<string, RegistryModel[]>;
}

/** The entry with its sources and files. An entry that is not from Firefox's registry is returned unchanged. */
export async function readFirefoxRegistry(fetching: Fetching): Promise<CatalogueEntry> {
  const { entry, work } = fetching;
  if (!entry.firefox) return entry;
  const { registry: url, pair } = entry.firefox;
  const file = join(work, "registry.json");
  const silent = new Counter({ ...fetching, onEvent: () => undefined }, []);
  await downloadChecked(fetching, { url, file, what: "the list of models", about: 10e6 }, silent);
  const text = await readFile(file, "utf8");
  await rm(file);
  let registry: Registry;
  try {
    registry = JSON.parse(text) as Registry;
  } catch {
    throw new SisterError(`${shown(url)} is not a list of models`);
  }
  const model = (registry.models?.[pair] ?? []).find(({ releaseStatus }) => releaseStatus === "Release");
  if (!model) throw new SisterError(`Mozilla has released no model that translates ${pair.replace("-", " into ")}`);
  return { ...entry, ...filesOf(model, baseOf(registry, url), entry) };
}

function baseOf({ baseUrl }: Registry, registry: string): string {
  const base = typeof baseUrl === "string" ? baseUrl : new URL("..", registry).href;
  if (registry.startsWith("https:") && !base.startsWith("https:"))
    throw new SisterError(`${shown(registry)} names files without encryption (${shown(base)})`);
  return base.replace(/\/+$/, "");
}

function filesOf(model: RegistryModel, base: string, entry: CatalogueEntry): Pick<CatalogueEntry, "sources" | "files"> {
  const sources: Record<string, Source> = {};
  const files: CatalogueFile[] = [];
  for (const [part, name] of Object.entries(PARTS) as [keyof typeof PARTS, string][]) {
    const { path, uncompressedHash, uncompressedSize } = model.files?.[part] ?? {};
    if (typeof path !== "string") continue;
    sources[part] = {
      kind: "file",
      url: `${base}/${path}`,
      bytes: typeof uncompressedSize === "number" ? uncompressedSize : part === "model" ? entry.bytes : 2e6,
      ...(path.endsWith(".gz") ? { unpack: "gz" } : {}),
    };
    files.push({
      name,
      source: part,
      ...(typeof uncompressedSize === "number" ? { bytes: uncompressedSize } : {}),
      ...(typeof uncompressedHash === "string" && /^[0-9a-f]{64}$/i.test(uncompressedHash)
        ? { sha256: uncompressedHash.toLowerCase() }
        : {}),
    });
  }
  const has = (part: keyof typeof PARTS): boolean => sources[part] !== undefined;
  if (!has("model") || !(has("vocab") || (has("srcVocab") && has("trgVocab"))))
    throw new SisterError(`Mozilla's list of models lacks files of ${entry.name}`);
  return { sources, files };
}
