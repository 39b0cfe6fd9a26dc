/** Unsaved changes, stored in this browser by job and by page. A crash loses at most half a second of them. */
import type { Draft } from "../../../editing/conflicts/draft.js";

export interface KeptDraft {
  name: string;
  /** Milliseconds since 1970. */
  at: number;
  draft: Draft;
}

const PREFIX = "sister.draft.";
const MOST_AGE_MS = 30 * 24 * 3600 * 1000;

/** Each opened page has its own name, so that it does not overwrite a draft that it still offers. */
const PAGE = Math.random().toString(36).slice(2);
const nameOf = (job: string): string => `${PREFIX}${job}.${PAGE}`;

const withoutWords = (draft: Draft): Draft =>
  JSON.parse(JSON.stringify(draft, (key, value: unknown) => (key === "words" ? undefined : value))) as Draft;

/** Stores a draft; null removes it. Returns false if the browser's storage is full. */
export function keepDraft(job: string, draft: Draft | null): boolean {
  if (draft === null) {
    localStorage.removeItem(nameOf(job));
    return true;
  }
  const at = Date.now();
  // Recognized words make up most of the size and can be recognized again; a person's text cannot.
  for (const one of [draft, withoutWords(draft)]) {
    try {
      localStorage.setItem(nameOf(job), JSON.stringify({ at, draft: one }));
      return true;
    } catch {
      // The storage is full: try without words.
    }
  }
  return false;
}

/** Drafts that earlier pages left for a job, the newest first. Removes drafts of any job that are too old. */
export function keptDrafts(job: string): KeptDraft[] {
  const found: KeptDraft[] = [];
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    const kept = read(name);
    if (!kept || Date.now() - kept.at > MOST_AGE_MS) localStorage.removeItem(name);
    else if (name.startsWith(`${PREFIX}${job}.`) && name !== nameOf(job)) found.push(kept);
  }
  return found.sort((a, b) => b.at - a.at);
}

export const forgetDraft = (name: string): void => localStorage.removeItem(name);

function read(name: string): KeptDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "null") as { at?: unknown; draft?: unknown } | null;
    return typeof kept?.at === "number" && typeof kept.draft === "object" && kept.draft !== null
      ? { name, at: kept.at, draft: kept.draft as Draft }
      : null;
  } catch {
    return null;
  }
}
