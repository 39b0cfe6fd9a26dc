/**
 * Translations of services, kept by content: what a translator with these settings made of exactly this text with these
 * terms. A second run over the same talk asks a service nothing. All of it may be lost at any time.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../cache-folder.js";
import type { Term } from "../glossary/glossary.js";
import type { TranslationRoute } from "../translator.js";

/** Entries older than this are removed. */
const KEEP_DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;
/** Most entries: a shelf is a folder of those whose keys begin alike, and 256 shelves hold 100,000. */
const SHELF_MOST = 400;
/** One write in so many looks after its shelf. */
const TIDY_EVERY = 16;

/** The folder of kept translations: `SISTER_DATA_DIR/translations`, or in the user's cache. */
export function translationsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env["SISTER_DATA_DIR"] || cacheFolder(env), "translations");
}

/** What decides a translation. */
export interface KeptKey extends TranslationRoute {
  /** `TranslatorDefinition.identity`. */
  readonly identity: string;
  readonly text: string;
  /** The terms that the translator got for this text. */
  readonly terms: readonly Term[];
}

interface KeptOptions {
  /** Most entries of a shelf. */
  shelfMost?: number;
  /** Decides which writes look after their shelf: from 0 to 1. */
  random?: () => number;
}

/**
 * A file for each translation. Several processes may use a folder at once: an entry appears whole or not at all.
 *
 * @example
 * const kept = new KeptTranslations(translationsFolder());
 * await kept.put(key, "Selamat pagi.");
 * await kept.get(key); // "Selamat pagi."
 */
export class KeptTranslations {
  readonly #folder: string;
  readonly #shelfMost: number;
  readonly #random: () => number;

  constructor(folder: string, { shelfMost = SHELF_MOST, random = Math.random }: KeptOptions = {}) {
    this.#folder = folder;
    this.#shelfMost = shelfMost;
    this.#random = random;
  }

  /** The translation; null if there is none. A damaged entry counts as missing. */
  async get(key: KeptKey): Promise<string | null> {
    try {
      const entry: unknown = JSON.parse(await readFile(this.#path(key), "utf8"));
      return isEntry(entry) && entry.text === key.text ? entry.translation : null;
    } catch {
      return null;
    }
  }

  /** Keeps a translation. Errors are ignored: the text is translated again then. */
  async put(key: KeptKey, translation: string): Promise<void> {
    const path = this.#path(key);
    const shelf = join(path, "..");
    const temporary = join(shelf, `${randomUUID()}.tmp`);
    try {
      await mkdir(shelf, { recursive: true, mode: 0o700 });
      await writeFile(temporary, JSON.stringify({ version: 1, text: key.text, translation }), { mode: 0o600 });
      await rename(temporary, path);
      if (this.#random() < 1 / TIDY_EVERY) await this.#tidy(shelf, Date.now());
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  /** Removes entries that are older than `days`. */
  async forgetOld(days: number, now: number = Date.now()): Promise<void> {
    for (const shelf of await readdir(this.#folder).catch(() => []))
      await this.#tidy(join(this.#folder, shelf), now, days).catch(() => undefined);
  }

  /** Removes all entries. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #path({ identity, source, target, text, terms }: KeptKey): string {
    const pairs = terms.map((term) => [term.source, term.target]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
    const key = createHash("sha256")
      .update(JSON.stringify(["sister translation 1", identity, source, target, pairs, text]))
      .digest("hex");
    return join(this.#folder, key.slice(0, 2), `${key}.json`);
  }

  /** Removes old entries of a shelf, and the oldest ones if there are too many. */
  async #tidy(shelf: string, now: number, days = KEEP_DAYS): Promise<void> {
    const entries: { path: string; at: number }[] = [];
    for (const name of await readdir(shelf)) {
      const path = join(shelf, name);
      const at = (await stat(path).catch(() => null))?.mtimeMs;
      if (at === undefined) continue;
      // A temporary file of a run that ended in the middle.
      const isOld = now - at > (name.endsWith(".tmp") ? Math.min(1, days) : days) * DAY_MS;
      if (isOld) await rm(path, { force: true });
      else entries.push({ path, at });
    }
    const surplus = entries.sort((a, b) => b.at - a.at).slice(this.#shelfMost);
    for (const { path } of surplus) await rm(path, { force: true });
  }
}

function isEntry(value: unknown): value is { text: string; translation: string } {
  if (typeof value !== "object" || value === null) return false;
  const { version, text, translation } = value as Record<string, unknown>;
  return version === 1 && typeof text === "string" && typeof translation === "string" && translation !== "";
}
