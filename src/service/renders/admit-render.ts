/** Whether an owner may have another render or preview. */
import type { Queryable } from "../../database/database.js";
import { lockUploads } from "../../store/files/uploads.js";
import { requireFewRenders, requireRoom, type OwnerRoom } from "../uploads/owner-room.js";
import { expectedBytes } from "./render-sizes.js";

/**
 * A check that runs first in the transaction that adds a render. It rejects with UploadRefused if the owner has too
 * many unfinished renders, or if the owner's share of the disk has no space for the expected size. Requests of one
 * owner at the same time wait for each other.
 */
export function admitRender(
  place: OwnerRoom,
  { owner, videoBytes }: { owner: string; videoBytes: number },
): (transaction: Queryable) => Promise<void> {
  return async (transaction) => {
    await lockUploads(transaction, owner);
    await requireFewRenders(transaction, owner);
    await requireRoom(place, transaction, { owner, bytes: expectedBytes(videoBytes) });
  };
}
