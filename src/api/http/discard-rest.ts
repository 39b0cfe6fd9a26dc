/** What comes after an answer. */
import type { Readable } from "node:stream";

/** Most bytes and milliseconds. A loaded machine may need seconds before the client reads its answer. */
const MOST = { bytes: 2 ** 30, ms: 10_000 };

/**
 * Reads the rest of a body that was refused, and throws it away, up to a limit. Many clients read an answer only when they have sent everything; one
 * whose connection is closed before it has read the answer never sees it (RFC 9112, section 9.6).
 */
export function discardRest(body: Readable): void {
  // What goes wrong from here on is of no interest any more, but an error that nobody handles would end the process.
  body.on("error", () => undefined);
  if (body.destroyed || body.readableEnded) return;
  let left = MOST.bytes;
  const timer = setTimeout(() => body.destroy(), MOST.ms).unref();
  body.on("data", (piece: Uint8Array) => {
    left -= piece.length;
    if (left < 0) body.destroy();
  });
  body.once("close", () => clearTimeout(timer));
  body.resume();
}
