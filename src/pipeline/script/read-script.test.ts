import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readScript, scriptText } from "./read-script.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sister-script-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("a byte order mark and the line ends of Windows are removed", () => {
  expect(scriptText(bytes("\ufeffHello\r\nthere\rfriends\n"), "talk.txt")).toBe("Hello\nthere\nfriends\n");
});

it.each<[string, Uint8Array, RegExp]>([
  ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x48, 0, 0x69, 0), /UTF-8/],
  ["Latin 1", Uint8Array.of(0x63, 0x61, 0x66, 0xe9), /UTF-8/],
  ["a binary file", Uint8Array.of(65, 0, 66), /not text/],
  ["subtitles", bytes("1\n00:00:01,000 --> 00:00:02,000\nHello\n"), /is a subtitle file/],
  ["subtitles of the web", bytes("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"), /is a subtitle file/],
  ["nothing", bytes(""), /no words/],
  ["only signs", bytes("\n --- \n"), /no words/],
])("%s is refused with what to do instead", (_what, content, message) => {
  expect(() => scriptText(content, "talk.txt")).toThrow(message);
  expect(() => scriptText(content, "talk.txt")).toThrow(expect.objectContaining({ exitCode: 2 }));
});

it("a file is read, and a file that cannot be read is named", async () => {
  const path = join(folder, "talk.txt");
  await writeFile(path, "Hello.\n");
  expect(await readScript(path)).toBe("Hello.\n");
  await expect(readScript(join(folder, "missing.txt"))).rejects.toThrow(/missing\.txt cannot be read/);
  await expect(readScript(folder)).rejects.toThrow(/is not a file/);
  await truncate(path, 9 * 2 ** 20);
  await expect(readScript(path)).rejects.toThrow(/9 MiB/);
});
