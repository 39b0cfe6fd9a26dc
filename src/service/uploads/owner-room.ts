/** Limits how much of the data folder's volume one owner may take, so that other owners have space. */
import type { Queryable } from "../../database/database.js";
import { storedBytes } from "../../store/files/files.js";
import { countUnfinishedRenders } from "../../store/renders/owner-renders.js";
import { unfinishedUploads } from "../../store/files/uploads.js";
import type { DataFolder } from "./data-folder.js";
import { diskFull, roomFor } from "./disk-room.js";
import type { FormUploads } from "./form-uploads.js";
import { renderedBytes } from "../renders/render-sizes.js";
import type { Settings } from "../settings/settings.js";
import { UploadRefused } from "./upload-refused.js";

/** Most uploads of an owner that no job was made of yet. */
export const UNFINISHED_MOST = 100;
/** With tokens, an owner may use at most half of the space that would be free without the owner's files. */
const SHARE = 1 / 2;

/** Most renders and previews of an owner that wait or are in work. */
export const UNFINISHED_RENDERS_MOST = 20;

export interface OwnerRoom {
  folder: DataFolder;
  /** Videos that arrive in forms. */
  formUploads: FormUploads;
  settings: Pick<Settings, "tokens">;
}

/**
 * Rejects with UploadRefused if an owner may not take `bytes` more. Everything of the owner counts: videos, renders and
 * previews, the announced or expected sizes of unfinished uploads and renders, and videos that arrive in forms at the
 * moment.
 */
export async function requireRoom(
  { folder, settings, formUploads }: OwnerRoom,
  on: Queryable,
  { owner, bytes }: { owner: string; bytes: number },
): Promise<void> {
  const room = await roomFor(folder.incoming);
  if (bytes > room) throw diskFull();
  const unfinished = await unfinishedUploads(on, owner);
  const arrived = sum(await Promise.all(unfinished.map(async ({ id }) => (await folder.arrivedBytes(id)) ?? 0)));
  const announced = sum(unfinished.map((upload) => upload.bytes));
  const renders = await renderedBytes(folder, on, owner);
  const stored = (await storedBytes(on, owner)) + renders.stored;
  const forms = formUploads.of(owner);
  const most = Math.floor((room + arrived + forms.arrived + stored) * (settings.tokens ? SHARE : 1));
  const wanted = stored + renders.toCome + announced + forms.claimed + bytes;
  if (wanted > most)
    throw new UploadRefused(
      "owner-full",
      `your videos, renders and unfinished uploads would take ${wanted} bytes, and you may use ${most}: remove jobs or uploads that you do not need`,
    );
}

/** Rejects with UploadRefused if an owner has too many unfinished renders. */
export async function requireFewRenders(on: Queryable, owner: string): Promise<void> {
  if ((await countUnfinishedRenders(on, owner)) >= UNFINISHED_RENDERS_MOST)
    throw new UploadRefused(
      "too-many",
      `${UNFINISHED_RENDERS_MOST} of your renders and previews are unfinished, the most that this server allows: try again when some have ended`,
    );
}

/** Rejects with UploadRefused if an owner has too many unfinished uploads. */
export async function requireFewUnfinished(on: Queryable, owner: string): Promise<void> {
  if ((await unfinishedUploads(on, owner)).length >= UNFINISHED_MOST)
    throw new UploadRefused(
      "too-many",
      `you have ${UNFINISHED_MOST} unfinished uploads, the most that this server allows: make jobs of some, or remove them; an upload without progress is removed after a day`,
    );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
