/** What arrives after a request was answered. */
import type { Readable } from "node:stream";

/** How much is read, and for how long. A loaded machine may need seconds before the client reads its answer. */
const MOST = { bytes: 2 ** 30, ms: 10_000 };

/**
 * Reads the rest of a refused body up to a limit, and discards it. Many clients read the response only after they have sent everything, and a client whose
 * connection is closed before that never sees it (RFC 9112, section 9.6).
 */
export function discardRest(body: Readable): void {
  // From here on errors do not matter, but one without a handler would end the process.
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
