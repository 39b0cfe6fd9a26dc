/** Gets a model's files from the origin in the catalogue. */
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { CatalogueFile, Source } from "../catalogue-entry.js";
import { Counter, downloadChecked, mostOf, WrongDigest, wrongDigest, type Fetched, type Fetching } from "./fetching.js";
import { readFirefoxRegistry } from "./firefox-registry.js";
import { llamaTokens } from "./llama-tokens.js";
import { findTarball, packTarball } from "./npm-package.js";
import { unpackFile, unpackFiles, type Wanted } from "./unpack.js";
import { writeProblem } from "./write-problem.js";

/** Downloads the sources of the catalogue one after another, and extracts the installed files. */
export async function fetchFromOrigin(given: Fetching): Promise<Fetched> {
  const fetching = { ...given, entry: await readFirefoxRegistry(given) };
  const { entry, work } = fetching;
  const sources = Object.entries(entry.sources);
  const counter = new Counter(
    fetching,
    sources.map(([, { bytes }]) => bytes),
  );
  for (const [key, source] of sources) {
    const file = join(work, `${key}-${archiveName(source)}`);
    counter.begin(source.bytes);
    if (source.kind === "npm") await fetchPackage(fetching, source, file, counter);
    else {
      const { url, bytes, sha256 } = source;
      const exact = sha256 === undefined ? undefined : bytes;
      await downloadChecked(
        fetching,
        { url, file, what: archiveName(source), bytes: exact, about: bytes, digest: sha256 },
        counter,
      );
    }
    await takeFiles(fetching, key, source, file);
    await rm(file);
  }
  return { source: sources.map(([, source]) => (source.kind === "npm" ? `npm ${source.spec}` : source.url)), entry };
}

/** The name that `npm pack` or a browser gives to the file of a source. */
export function archiveName(source: Source): string {
  if (source.kind === "npm") return `${source.spec.replace(/^@/, "").replace("/", "-").replace("@", "-")}.tgz`;
  return basename(new URL(source.url).pathname);
}

type NpmSource = Extract<Source, { kind: "npm" }>;

/** Downloads from the address in the user's npm registry, or by npm itself if that needs npm's credentials. */
async function fetchPackage(fetching: Fetching, source: NpmSource, file: string, counter: Counter): Promise<void> {
  const { signal, work, onEvent, entry, env } = fetching;
  const { spec, integrity, bytes } = source;
  const url = await findTarball(spec, integrity, { env, signal });
  try {
    await downloadChecked(fetching, { url, file, what: spec, bytes, about: bytes, digest: integrity }, counter);
  } catch (error) {
    signal?.throwIfAborted();
    if (!isAccess(error)) throw error;
    onEvent({ type: "note", name: entry.name, message: `${spec}: npm downloads it` });
    await packTarball(spec, file, work, { env, signal });
    await checkSource(source, file);
    counter.finish();
  }
}

/**
 * Whether npm may succeed after a plain request failed: it has the registry's credentials, certificates and proxies.
 */
function isAccess(error: unknown): boolean {
  const { status, isNetwork } = error as { status?: number; isNetwork?: boolean };
  return status === 401 || status === 403 || isNetwork === true;
}

/** Checks the digest of a source's file, wherever it came from. */
export async function checkSource(source: Source, file: string): Promise<void> {
  const digest = source.kind === "npm" ? source.integrity : source.sha256;
  const problem = digest === undefined ? null : await wrongDigest(file, digest);
  if (problem !== null) {
    throw new WrongDigest(`${file} has the digest ${problem}, not ${digest}: it is damaged or not the expected file`);
  }
}

/** Extracts the files of one source into the new folder. */
export async function takeFiles(fetching: Fetching, key: string, source: Source, file: string): Promise<void> {
  const { entry, fresh, work, onEvent } = fetching;
  const files = entry.files.filter((one) => one.source === key);
  const raw = join(work, "made-of");
  await rm(raw, { force: true });
  const wantedOf = (one: CatalogueFile): Wanted => ({
    path: one.path ?? one.name,
    file: one.make === undefined ? join(fresh, one.name) : raw,
    // The size in the catalogue is that of the derived file.
    ...(one.make === undefined && one.bytes !== undefined ? { bytes: one.bytes } : {}),
    mostBytes: mostOf(entry.bytes),
  });
  if (source.kind === "file") {
    for (const one of files) {
      const wanted = wantedOf(one);
      if (source.unpack === undefined) await copyFile(file, wanted.file);
      else await unpackFile(file, wanted);
    }
  } else {
    onEvent({ type: "unpack", name: entry.name, what: archiveName(source) });
    await unpackFiles(file, files.map(wantedOf));
  }
  for (const one of files) {
    if (one.make === undefined) continue;
    const target = join(fresh, one.name);
    const text = llamaTokens(await readFile(raw, "utf8"));
    await writeFile(target, text, { flush: true }).catch((error: unknown) => {
      throw writeProblem(target, error);
    });
    await rm(raw);
  }
}
