/** Whether an owner may have another render or preview. */
import type { Queryable } from "../../database/database.js";
import { lockUploads } from "../../store/files/uploads.js";
import { requireFewRenders, requireRoom, type OwnerRoom } from "../uploads/owner-room.js";
import { expectedBytes } from "./render-sizes.js";

/**
 * A check for the transaction that adds the render, before anything else in it. It rejects with UploadRefused if too many of the owner's renders are
 * unfinished, or if their share of the disk has no room for what this one will probably take. Those that are asked for at the same time wait for each other.
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
