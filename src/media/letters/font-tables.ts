/** Reads the tables of a font file (OpenType 1.9: TrueType, CFF, and collections). Pure. */

/** The position of a table in its file. */
export interface TablePlace {
  offset: number;
  length: number;
}

/**
 * Bytes at the start of a file, or of a font in a collection, that contain its list of tables. No font has more tables
 * than this allows.
 */
export const HEAD_BYTES = 12 + 16 * 256;

const COLLECTION = 0x74746366;
const OUTLINES = new Set([0x00010000, 0x4f54544f, 0x74727565]);

/**
 * The offset of a font, from the first bytes of its file. Null if there is no such font. `index`: its number in a
 * collection.
 */
export function fontOffset(head: Buffer, index: number): number | null {
  if (head.length < 12) return null;
  if (head.readUInt32BE(0) !== COLLECTION) return index === 0 ? 0 : null;
  const at = 12 + 4 * index;
  return index < head.readUInt32BE(8) && at + 4 <= head.length ? head.readUInt32BE(at) : null;
}

/** The tables of a font by name, from the bytes at its offset. Null if it is not a font with outlines. */
export function tablesOf(head: Buffer): Map<string, TablePlace> | null {
  if (head.length < 12 || !OUTLINES.has(head.readUInt32BE(0))) return null;
  const tables = new Map<string, TablePlace>();
  const count = head.readUInt16BE(4);
  if (head.length < 12 + 16 * count) return null;
  for (let at = 12; at < 12 + 16 * count; at += 16)
    tables.set(head.toString("latin1", at, at + 4), {
      offset: head.readUInt32BE(at + 8),
      length: head.readUInt32BE(at + 12),
    });
  return tables;
}

/**
 * Size of the em as a share of the size given to libass. libass scales a font so that its ascent and descent fill the
 * line: the Windows metrics of table OS/2, or those of hhea if they are 0, or else the typographic ones
 * (`set_font_metrics` in libass's ass_font.c, after GDI). Null if no table has any.
 */
export function emScaleOf({
  head,
  os2,
  hhea,
}: {
  head: Buffer;
  os2: Buffer | null;
  hhea: Buffer | null;
}): number | null {
  if (head.length < 20) return null;
  const unitsPerEm = head.readUInt16BE(18);
  const windows = os2 && os2.length >= 78 ? os2.readInt16BE(74) + os2.readInt16BE(76) : 0;
  const horizontal = hhea && hhea.length >= 8 ? hhea.readInt16BE(4) - hhea.readInt16BE(6) : 0;
  const typographic = os2 && os2.length >= 72 ? os2.readInt16BE(68) - os2.readInt16BE(70) : 0;
  const height = windows || horizontal || typographic;
  return unitsPerEm > 0 && height > 0 ? unitsPerEm / height : null;
}

/**
 * Extracts one font of a collection as a separate file, because browsers load no collections. Null if there is no such
 * font.
 */
export function fontOfCollection(file: Buffer, index: number): Buffer | null {
  const at = fontOffset(file, index);
  const tables = at === null ? null : tablesOf(file.subarray(at, at + HEAD_BYTES));
  if (at === null || tables === null) return null;
  const head = Buffer.from(file.subarray(at, at + 12 + 16 * tables.size));
  const parts: Buffer[] = [head];
  let end = head.length;
  let record = 12;
  for (const { offset, length } of tables.values()) {
    const padded = Buffer.alloc(Math.ceil(length / 4) * 4);
    if (file.copy(padded, 0, offset, offset + length) < length) return null;
    head.writeUInt32BE(end, record + 8);
    parts.push(padded);
    end += padded.length;
    record += 16;
  }
  return Buffer.concat(parts);
}
