import { mkdtemp, open, readFile, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WriteBehind } from "./write-behind.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sister-write-"));
});

afterAll(() => rm(folder, { recursive: true }));

const full = (): Error => Object.assign(new Error("no space left on device"), { code: "ENOSPC" });

/** A file whose writes the test answers one by one. */
class HeldFile {
  readonly writes: { text: string; at: number; answer: (bytes: number | Error) => void }[] = [];

  readonly writev = ((pieces: Uint8Array[], at: number) =>
    new Promise((resolve, reject) => {
      this.writes.push({
        text: Buffer.concat(pieces).toString(),
        at,
        answer: (bytes) => (bytes instanceof Error ? reject(bytes) : resolve({ bytesWritten: bytes, buffers: pieces })),
      });
    })) as unknown as FileHandle["writev"];
}

it("pieces of every size are written in order, from the offset on, and reported once with their places", async () => {
  const path = join(folder, "order");
  const file = await open(path, "w");
  await file.write("head");
  const reported: { at: number; text: string }[] = [];
  const writer = new WriteBehind(file, 4, {
    onWritten: (piece, at) => reported.push({ at, text: Buffer.from(piece).toString() }),
  });
  let expected = "";
  for (let i = 0; i < 2000; i++) {
    const text = String(i).repeat((i * 7919) % 600);
    expected += text;
    expect(await writer.push(Buffer.from(text))).toBe(true);
  }
  await writer.flush();
  await file.close();
  expect(await readFile(path, "utf8")).toBe(`head${expected}`);
  expect(writer.end).toBe(4 + expected.length);
  expect(reported.map(({ text }) => text).join("")).toBe(expected);
  for (let i = 1, at = 4; i < reported.length; i++) {
    at += reported[i - 1]?.text.length ?? 0;
    expect(reported[i]?.at).toBe(at);
  }
});

it("a write that the system cuts short is continued after its last byte", async () => {
  const held = new HeldFile();
  const reported: string[] = [];
  const writer = new WriteBehind(held, 0, { onWritten: (piece) => reported.push(Buffer.from(piece).toString()) });
  await writer.push(Buffer.from("one "));
  await writer.push(Buffer.from("two "));
  await writer.push(Buffer.from("three"));
  held.writes[0]?.answer(2);
  await expect.poll(() => held.writes[1]).toMatchObject({ text: "e ", at: 2 });
  held.writes[1]?.answer(2);
  await expect.poll(() => held.writes[2]).toMatchObject({ text: "two three", at: 4 });
  held.writes[2]?.answer(5);
  await expect.poll(() => held.writes[3]).toMatchObject({ text: "hree", at: 9 });
  expect(writer.end).toBe(9);
  held.writes[3]?.answer(4);
  await writer.flush();
  expect(reported.join("")).toBe("one two three");
  expect(writer.end).toBe(13);
});

it("no more than a little over 1 MiB waits in memory for a slow disk", async () => {
  const held = new HeldFile();
  const writer = new WriteBehind(held, 0, { onWritten: () => undefined });
  const piece = Buffer.alloc(300_000, "x");
  let taken = 0;
  const push = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) {
      await writer.push(piece);
      taken += 1;
    }
    await writer.flush();
  };
  const pushing = push();
  // One piece is being written, three wait, and the fourth is held back.
  await expect.poll(() => taken).toBe(4);
  await new Promise((resolve) => setImmediate(resolve));
  expect(taken).toBe(4);
  for (let i = 0; writer.end < 20 * piece.length; i++) {
    await expect.poll(() => held.writes[i]).toBeDefined();
    held.writes[i]?.answer(held.writes[i]?.text.length ?? 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await pushing;
  expect(taken).toBe(20);
});

it("a failed write rejects the next piece and the flush, and nothing after it is written or reported", async () => {
  const held = new HeldFile();
  const reported: string[] = [];
  const writer = new WriteBehind(held, 0, { onWritten: (piece) => reported.push(Buffer.from(piece).toString()) });
  await writer.push(Buffer.from("kept"));
  await writer.push(Buffer.from("lost"));
  held.writes[0]?.answer(4);
  await expect.poll(() => held.writes.length).toBe(2);
  held.writes[1]?.answer(full());
  await expect(writer.flush()).rejects.toMatchObject({ code: "ENOSPC" });
  await expect(writer.push(Buffer.from("more"))).rejects.toMatchObject({ code: "ENOSPC" });
  expect(held.writes).toHaveLength(2);
  expect(reported).toEqual(["kept"]);
  expect(writer.end).toBe(4);
});

it("once it may not write, nothing that waits is written", async () => {
  const held = new HeldFile();
  let mayWrite = true;
  const writer = new WriteBehind(held, 0, { onWritten: () => undefined, mayWrite: () => mayWrite });
  await writer.push(Buffer.from("mine"));
  await writer.push(Buffer.from("another's by now"));
  mayWrite = false;
  held.writes[0]?.answer(4);
  await writer.flush();
  expect(await writer.push(Buffer.from("more"))).toBe(false);
  expect(held.writes).toHaveLength(1);
  expect(writer.end).toBe(4);
});
