/** Watches the room of a video whose length nobody may have said: its bytes count in its owner's share as they come. */
import { watchRoom } from "./disk-room.js";
import type { Arrival } from "./arriving.js";

/** Bytes between two looks at the owner's share. */
const LOOK_EVERY = 4 * 2 ** 20;

/**
 * Call the returned function with the bytes before they are written. It rejects with UploadRefused if the disk or the owner has no room for them. `look`:
 * rejects if the owner has none with all that is counted by now; null: this video is not counted.
 */
export function watchArrival(
  path: string,
  arrival: Arrival,
  look: (() => Promise<void>) | null,
): (bytes: number) => Promise<void> {
  const claim = watchRoom(path);
  let unseen = 0;
  return async (bytes) => {
    arrival.add(bytes);
    unseen += bytes;
    if (look && unseen >= LOOK_EVERY) {
      unseen = 0;
      await look();
    }
    await claim(bytes);
  };
}
