/** The uploads of this page, as a store: they continue while the person looks at other screens. */
import { isSignedOut, type Job } from "../api/client.js";
import { createStore, usePart, useStore } from "../stores/store.js";
import { isSameFile, reopen, type ChosenFile } from "./file/chosen-file.js";
import { forgetUpload, keepUpload, keptUploads, type KeptUpload } from "./stored-uploads.js";
import type { Wanted } from "./wanted.js";
import { dropLocalFile, keepLocalFile, localFile, shareLocalFile } from "./file/local-files.js";
import { isUnderway, nextUploads, type UploadStage } from "./queue.js";
import { runUpload } from "./transfer/run-upload.js";
import { arrivedBytes, removeUpload } from "./transfer/upload-requests.js";
import { isHeldElsewhere, holdUpload } from "./tab-lock.js";
import type { UploadItem } from "./upload-item.js";

interface Entry {
  kept: KeptUpload;
  running: AbortController | null;
  release: () => void;
}

const items = createStore<readonly UploadItem[]>([]);
const entries = new Map<string, Entry>();

export const useUploads = (): readonly UploadItem[] => useStore(items);

/** The present number of uploads. */
export const uploadCount = (): number => items.get().length;

/** Whether leaving the page would interrupt something. */
const isUploading = (): boolean => items.get().some(({ stage }) => isUnderway(stage));

/** Sent share of all running uploads, 0 to 1; null if there are none. */
export const useUploadShare = (): number | null => usePart(items, shareOf);

function shareOf(list: readonly UploadItem[]): number | null {
  const underway = list.filter(({ stage }) => isUnderway(stage));
  if (underway.length === 0) return null;
  const size = underway.reduce((sum, item) => sum + item.size, 0);
  return size === 0 ? 0 : Math.floor((underway.reduce((sum, item) => sum + item.sent, 0) / size) * 100) / 100;
}

/** Listeners to new jobs. */
type MadeListener = (job: Job, upload: UploadItem) => void;
const madeListeners = new Set<MadeListener>();

/** Returns the function that ends it. */
export function onJobMade(listen: MadeListener): () => void {
  madeListeners.add(listen);
  return () => madeListeners.delete(listen);
}

const change = (id: string, part: Partial<UploadItem>): void =>
  items.set((before) => before.map((item) => (item.id === id ? { ...item, ...part } : item)));
const itemOf = (id: string): UploadItem | undefined => items.get().find((item) => item.id === id);

/** A random id. `crypto.randomUUID` is missing if the page comes without TLS from another machine. */
export const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Puts files into the queue. A file that an unfinished upload waits for resumes that upload. `id`: the id of its local
 * file.
 */
export function addUploads(owner: string, chosen: readonly (ChosenFile & { id: string; wanted: Wanted })[]): void {
  const now = Date.now();
  for (const [at, { id, file, handle, wanted }] of chosen.entries()) {
    const { name, size, lastModified: modified } = file;
    const kept = { id, owner, name, size, modified, url: null, wanted, isComplete: false, handle, chosenAt: now + at };
    enter(kept, { stage: "waiting", file, isOnly: chosen.length === 1 });
    void keepUpload(kept);
  }
  schedule();
}

/** The unfinished upload that waits for this file. */
export const waitsFor = (file: File): UploadItem | undefined =>
  items.get().find(({ id, stage }) => {
    const entry = entries.get(id);
    return stage === "unfinished" && entry !== undefined && isSameFile(file, entry.kept);
  });

function enter(
  kept: KeptUpload,
  { stage, file, isOnly = false }: { stage: UploadStage; file: File | null; isOnly?: boolean },
): void {
  if (entries.has(kept.id)) return;
  entries.set(kept.id, { kept, running: null, release: holdUpload(kept.id) });
  if (file) keepLocalFile(kept.id, file);
  const { id, name, size, wanted, isComplete, handle } = kept;
  const item = { id, name, size, wanted, stage, perSecond: null, refusal: null, canReopen: handle !== null, isOnly };
  items.set((before) => [...before, { ...item, sent: isComplete ? size : 0 }]);
}

function keep(id: string, part: Partial<KeptUpload>): void {
  const entry = entries.get(id);
  if (!entry) return;
  entry.kept = { ...entry.kept, ...part };
  void keepUpload(entry.kept);
}

/** Lists the uploads that a closed page left, and resumes those that need no person. */
export async function restoreUploads(owner: string): Promise<void> {
  for (const kept of await keptUploads(owner)) {
    if (entries.has(kept.id) || (await isHeldElsewhere(kept.id))) continue;
    if (kept.isComplete) {
      enter(kept, { stage: "waiting", file: null });
      continue;
    }
    const arrived = kept.url === null ? 0 : await arrivedBytes(kept.url);
    const file = kept.handle ? await reopen(kept.handle, false) : null;
    const isHere = file !== null && isSameFile(file, kept);
    enter(arrived === null ? { ...kept, url: null } : kept, {
      stage: isHere ? "waiting" : "unfinished",
      file: isHere ? file : null,
    });
    change(kept.id, { sent: arrived ?? 0 });
  }
  schedule();
}

/** Opens the file of an unfinished upload again; call it during a click. False if the person must choose the file. */
export async function reopenUpload(id: string): Promise<boolean> {
  const handle = entries.get(id)?.kept.handle;
  const file = handle ? await reopen(handle, true) : null;
  return file !== null && continueWith(id, { file, handle: handle ?? null });
}

/** Resumes with the file that was chosen again; false if it is another file. */
export function continueWith(id: string, { file, handle }: ChosenFile): boolean {
  const entry = entries.get(id);
  if (!entry || !isSameFile(file, entry.kept)) return false;
  keepLocalFile(id, file);
  if (handle) keep(id, { handle });
  resumeUpload(id);
  return true;
}

export function pauseUpload(id: string): void {
  entries.get(id)?.running?.abort();
  change(id, { stage: "paused", perSecond: null });
  schedule();
}

/** Resumes after a pause, or after the person has acted. */
export function resumeUpload(id: string): void {
  change(id, { stage: "waiting", refusal: null });
  schedule();
}

/** Sets other languages for a job that could not be made with the first ones. */
export function chooseLanguages(id: string, wanted: Wanted): void {
  keep(id, { wanted });
  change(id, { wanted });
}

/** Removes an upload from the list; `finish` removes it at the server, `undo` restores it. */
export function cancelUpload(id: string): { undo: () => void; finish: () => void } {
  const at = items.get().findIndex((item) => item.id === id);
  const item = items.get()[at];
  const entry = entries.get(id);
  if (!item || !entry) return { undo: () => undefined, finish: () => undefined };
  const wasUnderway = isUnderway(item.stage);
  entry.running?.abort();
  items.set((before) => before.filter((other) => other.id !== id));
  schedule();
  return {
    undo: () => {
      if (!entries.has(id)) return;
      const back: UploadItem = { ...item, perSecond: null, stage: wasUnderway ? "waiting" : item.stage };
      items.set((before) => [...before.slice(0, at), back, ...before.slice(at)]);
      schedule();
    },
    finish: () => {
      entries.delete(id);
      void forgetUpload(id).then(entry.release);
      dropLocalFile(id);
      if (entry.kept.url !== null) void removeUpload(entry.kept.url);
    },
  };
}

function schedule(): void {
  for (const id of nextUploads(items.get())) start(id);
}

function start(id: string): void {
  const entry = entries.get(id);
  if (!entry) return;
  const file = localFile(id)?.file ?? null;
  if (!file && !entry.kept.isComplete) return change(id, { stage: "unfinished" });
  const running = (entry.running = new AbortController());
  change(id, { stage: entry.kept.isComplete ? "making" : "sending" });
  runUpload({
    file,
    kept: entry.kept,
    signal: running.signal,
    keep: (part) => keep(id, part),
    show: (part) => {
      if (!running.signal.aborted) change(id, part);
    },
  })
    .then((end) => {
      if (running.signal.aborted) return;
      if ("job" in end) finish(id, end.job);
      else change(id, { stage: "stopped", refusal: end.refusal, perSecond: null });
    })
    .catch((error: unknown) => {
      if (running.signal.aborted) return;
      change(id, { stage: "stopped", refusal: { kind: "other", detail: String(error) }, perSecond: null });
    })
    .finally(schedule);
}

function finish(id: string, job: Job): void {
  const item = itemOf(id);
  const entry = entries.get(id);
  shareLocalFile(id, job.id);
  entries.delete(id);
  items.set((before) => before.filter((other) => other.id !== id));
  void forgetUpload(id).then(() => entry?.release());
  if (item) for (const listen of [...madeListeners]) listen(job, item);
}

// Uploads that stopped for want of a sign-in resume after it.
isSignedOut.subscribe(() => {
  if (isSignedOut.get()) return;
  for (const { id, refusal } of items.get()) if (refusal?.kind === "signed-out") resumeUpload(id);
});

// The browser asks for confirmation before it leaves the page.
window.addEventListener("beforeunload", (event) => {
  if (isUploading()) event.preventDefault();
});
