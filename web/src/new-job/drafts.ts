/** Chosen files that are not started yet. They survive a visit to other screens. */
import { createStore } from "../stores/store.js";
import type { ChosenFile } from "../upload/file/chosen-file.js";
import { faultOf, type FileFault } from "../upload/file/file-check.js";
import type { Wanted } from "../upload/wanted.js";
import { readOptions, type JobOptions } from "../upload/options/job-options.js";
import { dropLocalFile, keepLocalFile } from "../upload/file/local-files.js";
import { continueWith, newId, waitsFor } from "../upload/uploads.js";

export interface Draft extends ChosenFile {
  id: string;
  /** null before a choice: the page then proposes one. */
  wanted: Wanted | null;
}

/** A refused file, and the reason. */
export interface RefusedFile {
  key: string;
  name: string;
  why: FileFault | "twice" | "folder";
}

export const drafts = createStore<readonly Draft[]>([]);
export const refusedFiles = createStore<readonly RefusedFile[]>([]);

const isSame = (a: File, b: File): boolean =>
  a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

/** Takes files that can be videos. A file that an unfinished upload waits for resumes that upload at once. */
export function addDrafts(chosen: readonly ChosenFile[], bytesMost: number | null): void {
  const refused: RefusedFile[] = [];
  for (const { file, handle } of chosen) {
    const waiting = waitsFor(file);
    if (waiting && continueWith(waiting.id, { file, handle })) continue;
    const isTwice = drafts.get().some((draft) => isSame(draft.file, file));
    const why = isTwice ? "twice" : faultOf(file, bytesMost);
    const id = newId();
    if (why !== null) refused.push({ key: id, name: file.name, why });
    else {
      keepLocalFile(id, file);
      drafts.set((before) => [...before, { id, file, handle, wanted: null }]);
    }
  }
  refusedFiles.set(refused);
}

/** Notes that a drop contained no file. */
export const refuseFolder = (): void => refusedFiles.set([{ key: newId(), name: "", why: "folder" }]);

export const dismissRefused = (key: string): void =>
  refusedFiles.set((before) => before.filter((one) => one.key !== key));

export function removeDraft(id: string): void {
  drafts.set((before) => before.filter((draft) => draft.id !== id));
  dropLocalFile(id);
}

export const chooseForDraft = (id: string, wanted: Wanted): void =>
  drafts.set((before) => before.map((draft) => (draft.id === id ? { ...draft, wanted } : draft)));

export const chooseForAll = (wanted: Wanted): void =>
  drafts.set((before) => before.map((draft) => ({ ...draft, wanted })));

const KEY = "sister.languages";

/** The languages that were last chosen in this browser. */
export function lastWanted(): Wanted | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null") as Partial<Wanted> | null;
    const isWhole = typeof kept?.source === "string" && Array.isArray(kept.targets);
    return isWhole ? { source: String(kept.source), targets: (kept.targets ?? []).map(String) } : null;
  } catch {
    return null;
  }
}

export const rememberWanted = (wanted: Wanted): void => localStorage.setItem(KEY, JSON.stringify(wanted));

const OPTIONS_KEY = "sister.job-options";

const storedOptions = (): string | null => {
  try {
    return localStorage.getItem(OPTIONS_KEY);
  } catch {
    return null;
  }
};

/** The options of all chosen files. The browser remembers them. */
export const jobOptions = createStore<JobOptions>(readOptions(storedOptions()));

jobOptions.subscribe(() => {
  try {
    localStorage.setItem(OPTIONS_KEY, JSON.stringify(jobOptions.get()));
  } catch {
    // A large glossary may not fit: the options then last as long as the page.
  }
});
