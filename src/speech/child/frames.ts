/**
 * Messages between a rank and its engine's child process, over pipes: a JSON header and samples. The header's and the payload's lengths in
 * bytes come first, 32 bits each, little-endian.
 */
import type { Readable, Writable } from "node:stream";

const PREFIX_BYTES = 8;

export interface Frame {
  header: unknown;
  payload: Uint8Array<ArrayBuffer>;
}

/** Writes one frame. */
export function writeFrame(to: Writable, header: unknown, payload: Uint8Array = new Uint8Array()): void {
  const text = Buffer.from(JSON.stringify(header), "utf8");
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(text.length, 0);
  prefix.writeUInt32LE(payload.byteLength, 4);
  to.cork();
  to.write(prefix);
  to.write(text);
  if (payload.byteLength > 0) to.write(payload);
  to.uncork();
}

/** Calls back for each whole frame that arrives. The payload is memory of its own, aligned for any typed array. */
export function readFrames(from: Readable, onFrame: (frame: Frame) => void): void {
  let pieces: Buffer[] = [];
  let held = 0;
  let wanted = PREFIX_BYTES;
  const take = (): Buffer => {
    const all = pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
    pieces = [all];
    return all;
  };
  from.on("data", (piece: Buffer) => {
    pieces.push(piece);
    held += piece.length;
    while (held >= wanted) {
      const all = take();
      const headerBytes = all.readUInt32LE(0);
      const payloadBytes = all.readUInt32LE(4);
      const whole = PREFIX_BYTES + headerBytes + payloadBytes;
      if (held < whole) {
        wanted = whole;
        return;
      }
      const header: unknown = JSON.parse(all.toString("utf8", PREFIX_BYTES, PREFIX_BYTES + headerBytes));
      const payload = new Uint8Array(payloadBytes);
      payload.set(all.subarray(PREFIX_BYTES + headerBytes, whole));
      const rest = all.subarray(whole);
      pieces = rest.length > 0 ? [rest] : [];
      held = rest.length;
      wanted = PREFIX_BYTES;
      onFrame({ header, payload });
    }
  });
}
