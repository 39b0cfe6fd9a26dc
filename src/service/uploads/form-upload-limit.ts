/** Limits a video in a form, whose length the client may not have announced, to the space that is free. */
import { limitToDisk } from "./disk-room.js";
import type { FormUpload } from "./form-uploads.js";

/** Bytes between two checks of the owner's share. */
const CHECK_EVERY = 4 * 2 ** 20;

/**
 * Call the returned function with the number of bytes before they are written. It rejects with UploadRefused if the
 * disk or the owner's share is full.
 *
 * @param checkOwner rejects if the owner's share is full with everything that is counted by now; null: this video does
 *   not count
 */
export function limitFormUpload(
  path: string,
  upload: FormUpload,
  checkOwner: (() => Promise<void>) | null,
): (bytes: number) => Promise<void> {
  const claim = limitToDisk(path);
  let unchecked = 0;
  return async (bytes) => {
    upload.add(bytes);
    unchecked += bytes;
    if (checkOwner && unchecked >= CHECK_EVERY) {
      unchecked = 0;
      await checkOwner();
    }
    await claim(bytes);
  };
}
