/**
 * Writes the rotation of pictures into a Matroska file, because ffmpeg before 6.1 does not. The list of tracks is
 * rewritten in place, so nothing else in the file moves. (RFC 9559: Tracks, TrackEntry, Video, Projection; RFC 8794:
 * sizes, Void, CRC-32.)
 */
import { open, type FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { Pose } from "./display-matrix.js";

const ID = {
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  name: 0x536e,
  video: 0xe0,
  projection: 0x7670,
  yaw: 0x7673,
  roll: 0x7675,
  crc: 0xbf,
  void: 0xec,
} as const;

interface Element {
  id: number;
  data: Buffer;
}

/** Reserves the bytes of a pose in the list of tracks: it is appended to the name of a track. */
export const ROOM = "·".repeat(16);

/** A list of tracks is smaller, even with pictures for all attached fonts. */
const TRACKS_MOST = 64 * 2 ** 20;

/**
 * Gives poses to tracks, and removes ROOM from the ends of names.
 *
 * @param poses by track number in the file, from 0
 */
export async function writePoses(path: string, poses: ReadonlyMap<number, Pose>): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { at, length } = await findTracks(file);
    const tracks = Buffer.alloc(length);
    await file.read(tracks, 0, length, at);
    await file.write(withPoses(tracks, poses), 0, length, at);
  } finally {
    await file.close();
  }
}

async function findTracks(file: FileHandle): Promise<{ at: number; length: number }> {
  const head = Buffer.alloc(12);
  for (let at = 0; ;) {
    const { bytesRead } = await file.read(head, 0, head.length, at);
    const found = headOf(head.subarray(0, bytesRead), 0);
    if (!found) throw new Error("the Matroska file has no tracks");
    const { id, size, length } = found;
    if (id === ID.tracks && size <= TRACKS_MOST) return { at: at + length, length: size };
    at += length + (id === ID.segment ? 0 : size);
  }
}

/**
 * The content of Tracks with poses, at unchanged length. Throws an Error if there is no room.
 */
function withPoses(tracks: Buffer, poses: ReadonlyMap<number, Pose>): Buffer {
  const all = elementsOf(tracks);
  const hasCrc = all[0]?.id === ID.crc;
  let track = -1;
  const entries = all.flatMap((element) => {
    if (element.id === ID.crc || element.id === ID.void) return [];
    if (element.id !== ID.trackEntry) return [element];
    track += 1;
    return [{ id: ID.trackEntry, data: entryWith(element.data, poses.get(track)) }];
  });
  const room = tracks.length - (hasCrc ? 6 : 0);
  const body = filledTo(room, entries);
  if (!hasCrc) return body;
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(body));
  return Buffer.concat([elementBytes({ id: ID.crc, data: sum }), body]);
}

function entryWith(entry: Buffer, pose: Pose | undefined): Buffer {
  const changed = elementsOf(entry).map(({ id, data }) => {
    if (id === ID.name) return { id, data: Buffer.from(data.toString("utf8").replace(ROOM, "")) };
    if (id !== ID.video || !pose) return { id, data };
    const own = elementsOf(data);
    // A newer ffmpeg has already written it.
    if (own.some((one) => one.id === ID.projection)) return { id, data };
    const projection = { id: ID.projection, data: bytesOf(poseElements(pose)) };
    return { id, data: bytesOf([...own, projection]) };
  });
  return bytesOf(changed);
}

/** 0 is the default and is left out. */
function poseElements({ yaw, roll }: Pose): Element[] {
  const float = (value: number): Buffer => {
    const data = Buffer.alloc(4);
    data.writeFloatBE(value);
    return data;
  };
  return [
    ...(yaw === 0 ? [] : [{ id: ID.yaw, data: float(yaw) }]),
    ...(roll === 0 ? [] : [{ id: ID.roll, data: float(roll) }]),
  ];
}

/** Elements in exactly `length` bytes. An element that readers skip fills the rest. */
function filledTo(length: number, elements: readonly Element[]): Buffer {
  const bytes = bytesOf(elements);
  const left = length - bytes.length;
  if (left < 0) throw new Error(`the list of tracks has no room for ${-left} more bytes`);
  if (left === 0) return bytes;
  if (left === 1) {
    // One byte is too little for an element, so the size of the last element takes one byte more.
    const last = elements.at(-1);
    if (!last) throw new Error("there is no track");
    const before = bytesOf(elements.slice(0, -1));
    return Buffer.concat([before, elementBytes(last, sizeBytes(last.data.length).length + 1)]);
  }
  // The head of a long element takes 9 bytes.
  const isShort = left - 2 < 127;
  return Buffer.concat([
    bytes,
    elementBytes({ id: ID.void, data: Buffer.alloc(left - (isShort ? 2 : 9)) }, isShort ? 1 : 8),
  ]);
}

const bytesOf = (elements: readonly Element[]): Buffer => Buffer.concat(elements.map((one) => elementBytes(one)));

function elementBytes({ id, data }: Element, sizeLength?: number): Buffer {
  const hex = id.toString(16);
  return Buffer.concat([
    Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex"),
    sizeBytes(data.length, sizeLength),
    data,
  ]);
}

/** Encodes a size in as few bytes as possible, or in `length` bytes. All bits set would mean an unknown size. */
function sizeBytes(size: number, length?: number): Buffer {
  let bytes = length ?? 1;
  while (length === undefined && size >= 2 ** (7 * bytes) - 1) bytes += 1;
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(size) | (1n << BigInt(7 * bytes)));
  return buffer.subarray(8 - bytes);
}

function elementsOf(bytes: Buffer): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const head = headOf(bytes, at);
    if (!head || at + head.length + head.size > bytes.length) throw new Error("the Matroska file cannot be read");
    const from = at + head.length;
    elements.push({ id: head.id, data: bytes.subarray(from, from + head.size) });
    at = from + head.size;
  }
  return elements;
}

/** Id and size of an element, and the length of both in bytes. Null if there is none. */
function headOf(bytes: Buffer, at: number): { id: number; size: number; length: number } | null {
  const widthOf = (first: number | undefined): number => (first ? Math.clz32(first) - 23 : Infinity);
  const idWidth = widthOf(bytes[at]);
  const sizeWidth = idWidth <= 4 ? widthOf(bytes[at + idWidth]) : Infinity;
  if (sizeWidth > 8 || at + idWidth + sizeWidth > bytes.length) return null;
  let size = BigInt(bytes[at + idWidth] ?? 0) & ((1n << BigInt(8 - sizeWidth)) - 1n);
  for (let i = 1; i < sizeWidth; i++) size = (size << 8n) | BigInt(bytes[at + idWidth + i] ?? 0);
  return { id: bytes.readUIntBE(at, idWidth), size: Number(size), length: idWidth + sizeWidth };
}
