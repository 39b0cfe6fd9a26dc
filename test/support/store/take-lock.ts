/** A process that takes and releases the lock of a folder when its parent tells it to. */
import { lockFolder } from "../../../src/database/embedded/folder-lock.js";

const folder = process.argv[2] ?? "";
let unlock: (() => void) | null = null;

process.on("message", (asked) => {
  void (async () => {
    if (asked === "give") {
      unlock?.();
      unlock = null;
      process.send?.("given");
      return;
    }
    try {
      unlock = await lockFolder(folder);
      process.send?.("taken");
    } catch (error) {
      process.send?.(String(error));
    }
  })();
});
process.once("disconnect", () => process.exit());
process.send?.("ready");
