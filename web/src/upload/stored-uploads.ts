/**
 * Unfinished uploads in the browser's database, so that they outlive a reload. Without a database (some private
 * windows) nothing is stored and nothing fails.
 */
import type { Wanted } from "./wanted.js";

export interface KeptUpload {
  id: string;
  /** The owner: another person at this browser does not see it. */
  owner: string;
  name: string;
  size: number;
  /** `lastModified` of the file. */
  modified: number;
  /** Address at the server; null before the upload begins. */
  url: string | null;
  wanted: Wanted;
  /** Whether everything is sent, so that only the job is missing. */
  isComplete: boolean;
  /** Only in browsers that can open the same file again. */
  handle: FileSystemFileHandle | null;
  /** Time of the choice, in milliseconds: the order of the list. */
  chosenAt: number;
}

const NAME = "sister.uploads";
const UPLOADS = "uploads";

let opened: Promise<IDBDatabase | null> | null = null;

function open(): Promise<IDBDatabase | null> {
  return (opened ??= new Promise((resolve) => {
    try {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(UPLOADS, { keyPath: "id" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(null);
      asked.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  }));
}

async function run<T>(
  mode: IDBTransactionMode,
  act: (uploads: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  const database = await open();
  if (!database) return undefined;
  return new Promise((resolve) => {
    try {
      const asked = act(database.transaction(UPLOADS, mode).objectStore(UPLOADS));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
}

export const keepUpload = async (upload: KeptUpload): Promise<void> => {
  await run("readwrite", (uploads) => uploads.put(upload));
};

export const forgetUpload = async (id: string): Promise<void> => {
  await run("readwrite", (uploads) => uploads.delete(id));
};

/** The stored uploads of an owner. */
export const keptUploads = async (owner: string): Promise<KeptUpload[]> => {
  const all = (await run("readonly", (uploads) => uploads.getAll() as IDBRequest<KeptUpload[]>)) ?? [];
  return all.filter((upload) => upload.owner === owner).sort((a, b) => a.chosenAt - b.chosenAt);
};
