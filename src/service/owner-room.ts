/** What one owner may take of the data folder's volume, so that there is room for the others. */
import type { Queryable } from "../store/database.js";
import { storedBytes } from "../store/files.js";
import { unfinishedUploads } from "../store/uploads.js";
import type { DataFolder } from "./data-folder.js";
import { diskFull, roomFor } from "./disk-room.js";
import type { Settings } from "./settings.js";
import { UploadRefused } from "./upload-refused.js";

/** Most uploads of an owner that are begun, and no jobs yet. */
export const UNFINISHED_MOST = 100;
/** Where there are tokens there may be other owners: this is one's share of the room that there would be without what he has. */
const SHARE = 1 / 2;

export interface OwnerRoom {
  folder: DataFolder;
  settings: Pick<Settings, "tokens">;
}

/**
 * Rejects with UploadRefused where an owner may not bring so many bytes more: his videos count, and all that he announced for uploads that are not
 * finished. What comes at the same time in forms counts when it has come.
 */
export async function requireRoom(
  { folder, settings }: OwnerRoom,
  on: Queryable,
  { owner, bytes }: { owner: string; bytes: number },
): Promise<void> {
  const room = await roomFor(folder.incoming);
  if (bytes > room) throw diskFull();
  const unfinished = await unfinishedUploads(on, owner);
  const arrived = sum(await Promise.all(unfinished.map(async ({ id }) => (await folder.arrivedBytes(id)) ?? 0)));
  const announced = sum(unfinished.map((upload) => upload.bytes));
  const stored = await storedBytes(on, owner);
  const most = Math.floor((room + arrived + stored) * (settings.tokens ? SHARE : 1));
  const wanted = stored + announced + bytes;
  if (wanted > most)
    throw new UploadRefused(
      "owner-full",
      `your videos and unfinished uploads would take ${wanted} bytes of the ${most} that you may take here: remove jobs or uploads that you do not need`,
    );
}

/** Rejects with UploadRefused where an owner has begun too many uploads. */
export async function requireFewUnfinished(on: Queryable, owner: string): Promise<void> {
  if ((await unfinishedUploads(on, owner)).length >= UNFINISHED_MOST)
    throw new UploadRefused(
      "too-many",
      `you have ${UNFINISHED_MOST} unfinished uploads, the most that this server keeps: make jobs of some, or remove them; those that nobody goes on with go after a day`,
    );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
