/** Limits a video in a form, whose length the client may not have announced, to the space that is free. */
import { limitToDisk } from "./disk-room.js";
import type { FormUpload } from "./form-uploads.js";

/** Bytes between two checks of the owner's share. */
const CHECK_EVERY = 4 * 2 ** 20;

/** The limit of one video. Both functions reject with UploadRefused if the disk or the owner's share is full. */
export interface FormUploadLimit {
  /** Call it with the number of bytes before they are written. */
  claim(bytes: number): Promise<void>;
  /** Call it after the last byte. Resolves when no check of the owner's share is on its way. */
  settle(): Promise<void>;
}

/**
 * A check of the owner's share asks the database, so the next bytes are written meanwhile: an owner whose share is full
 * is refused at the check after that at the latest.
 *
 * @param checkOwner rejects if the owner's share is full with everything that is counted by now; null: this video does
 *   not count
 * @example
 * const limit = limitFormUpload(folder.incoming, arrival, check);
 * await limit.claim(piece.length);
 * await limit.settle();
 */
export function limitFormUpload(
  path: string,
  upload: FormUpload,
  checkOwner: (() => Promise<void>) | null,
): FormUploadLimit {
  const claim = limitToDisk(path);
  let unchecked = 0;
  let check = Promise.resolve();
  return {
    claim: async (bytes) => {
      upload.add(bytes);
      unchecked += bytes;
      if (checkOwner && unchecked >= CHECK_EVERY) {
        unchecked = 0;
        await check;
        check = checkOwner();
        // It is awaited later.
        check.catch(() => undefined);
      }
      await claim(bytes);
    },
    settle: () => check,
  };
}
