/** Archives, good, damaged and hostile: wanted files are extracted, and nothing is written elsewhere. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bunzip2 } from "../../../src/speech/models/install/bunzip2.js";
import { unpackFile, unpackFiles, type Wanted } from "../../../src/speech/models/install/unpack.js";
import { tarOf, tgzOf, type TarEntry } from "../../support/speech/models/made-archives.js";

const bzip2 = spawnSync("bzip2", ["--help"]).error === undefined ? null : "there is no program bzip2 here";

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-unpack-"));
  out = join(folder, "a", "b", "out");
  mkdirSync(out, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function unpack(archive: Buffer, wanted: readonly Partial<Wanted>[]): Promise<void> {
  const file = join(folder, "archive");
  writeFileSync(file, archive);
  const whole = wanted.map((one) => ({ path: "m/model", file: join(out, "model"), mostBytes: 1e6, ...one }));
  return unpackFiles(file, whole);
}

const MODEL: TarEntry = { path: "m/model", content: "the model" };

describe("an archive", () => {
  const archives: [what: string, make: (tar: Buffer) => Buffer][] = [
    ["without compression", (tar) => tar],
    ["of gzip", (tar) => gzipSync(tar)],
    ["of bzip2", (tar) => execFileSync("bzip2", ["-c"], { input: tar })],
  ];
  it.each(archives)("yields the wanted files by path, pattern and folder: %s", async (what, make) => {
    if (what === "of bzip2" && bzip2 !== null) return;
    const tar = tarOf([
      { path: "./m/", type: "5" },
      MODEL,
      { path: "m/other", content: "not wanted" },
      { path: "m/encoder-epoch-99.int8.onnx", content: "an encoder" },
      { path: "m/data/one", content: "1" },
      { path: "m/data/below/two", content: "2" },
    ]);
    await unpack(make(tar), [
      {},
      { path: "m/encoder*.int8.onnx", file: join(out, "encoder") },
      { path: "m/data/", file: join(out, "data") },
    ]);
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const contents = files.map((one) => [one.name, readFileSync(join(one.parentPath, one.name), "utf8")]);
    expect(Object.fromEntries(contents)).toEqual({ model: "the model", encoder: "an encoder", one: "1", two: "2" });
  });

  const refused: [what: string, archive: () => Buffer, wanted: Partial<Wanted>, said: RegExp][] = [
    ["a path up", () => tgzOf([{ path: "../../evil" }, MODEL]), {}, /leads out of it \("\.\.\/\.\.\/evil"\)/],
    ["a path up inside", () => tgzOf([{ path: "m/../../evil" }]), {}, /leads out of it/],
    ["an absolute path", () => tgzOf([{ path: "/tmp/evil" }]), {}, /leads out of it/],
    ["a path of Windows", () => tgzOf([{ path: "..\\evil" }]), {}, /leads out of it/],
    ["a symbolic link", () => tgzOf([{ path: "m/model", type: "2", link: "/etc/passwd" }]), {}, /SymbolicLink/],
    ["a hard link", () => tgzOf([{ path: "m/model", type: "1", link: "/etc/passwd" }]), {}, /not a file but a Link/],
    ["a device", () => tgzOf([{ path: "m/null", type: "3" }]), {}, /contains a device/],
    ["a pipe", () => tgzOf([{ path: "m/pipe", type: "6" }]), {}, /contains a device/],
    ["another size", () => tgzOf([MODEL]), { bytes: 10 }, /m\/model in it has 9 bytes, not 10/],
    ["an absurd size", () => tgzOf([{ ...MODEL, size: 8e9 }]), {}, /has 8000000000 bytes, too much for such a model/],
    ["no such file", () => tgzOf([{ path: "m/other" }]), {}, /does not contain m\/model/],
    ["invalid names", () => tgzOf([{ path: "m/a\nb" }]), { path: "m/" }, /a file with an invalid name/],
    ["zeros without end", () => gzipSync(Buffer.alloc(100e6)), {}, /damaged/],
    ["a file that grows", () => tgzOf([{ path: "m/x", content: Buffer.alloc(80e6) }]), {}, /unpacks to more than/],
    ["garbage", () => randomBytes(5000), {}, /damaged|does not contain/],
    ["half of gzip", () => tgzOf([{ path: "m/model", content: randomBytes(9000) }]).subarray(0, 5000), {}, /damaged/],
    ["half of tar", () => tarOf([{ path: "m/model", content: randomBytes(9000) }]).subarray(0, 5000), {}, /damaged/],
    ["nothing", () => Buffer.alloc(0), {}, /does not contain|damaged/],
  ];
  it.each(refused)("is refused in one line: %s", async (_what, archive, wanted, said) => {
    const failure: unknown = await unpack(archive(), [wanted]).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: "SisterError", message: expect.stringMatching(said) as string });
    expect((failure as Error).message).toMatch(/^the archive archive is (refused|damaged)/);
    expect((failure as Error).message).not.toContain("\n");
    expect(readdirSync(folder).sort()).toEqual(["a", "archive"]);
    expect(existsSync("/tmp/evil")).toBe(false);
  });
});

describe("a compressed file", () => {
  it("is unpacked if its size is right", async () => {
    const compressed = join(folder, "x.gz");
    writeFileSync(compressed, gzipSync("hello"));
    await unpackFile(compressed, { file: join(out, "x"), bytes: 5, mostBytes: 5 });
    expect(readFileSync(join(out, "x"), "utf8")).toBe("hello");
    await expect(unpackFile(compressed, { file: join(out, "y"), bytes: 4, mostBytes: 4 })).rejects.toThrow(
      /more than 4/,
    );
    await expect(unpackFile(compressed, { file: join(out, "z"), bytes: 6, mostBytes: 6 })).rejects.toThrow(
      /5 bytes, not 6/,
    );
  });
});

describe("bzip2", () => {
  async function decompress(data: Buffer, pieceBytes: number): Promise<Buffer> {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < data.length; at += pieceBytes) yield data.subarray(at, at + pieceBytes);
    }
    const found: Buffer[] = [];
    for await (const piece of bunzip2(pieces())) found.push(Buffer.from(piece));
    return Buffer.concat(found);
  }
  const hash = (data: Buffer): string => createHash("sha256").update(data).digest("hex");

  const contents: [what: string, content: () => Buffer][] = [
    ["nothing", () => Buffer.alloc(0)],
    ["one byte", () => Buffer.from("x")],
    ["text", () => Buffer.from("the quick brown fox ".repeat(500))],
    ["noise of several blocks", () => randomBytes(250_000)],
    ["a long run", () => Buffer.alloc(3_000_000)],
    ["runs of every length", () => Buffer.concat(Array.from({ length: 600 }, (_, n) => Buffer.alloc(n, n % 5)))],
  ];
  it.each(contents)("is decompressed unchanged: %s", async (_what, content) => {
    if (bzip2 !== null) return;
    const original = content();
    for (const level of ["-1", "-3"]) {
      const compressed = execFileSync("bzip2", [level, "-c"], { input: original, maxBuffer: 1e8 });
      for (const piece of [777, 1e9]) expect(hash(await decompress(compressed, piece))).toBe(hash(original));
      // Two concatenated files are one.
      expect(hash(await decompress(Buffer.concat([compressed, compressed]), 1e9))).toBe(
        hash(Buffer.concat([original, original])),
      );
    }
  });

  it("is rejected if any byte is damaged", async () => {
    // "hello, hello, hello\n", by bzip2 -9.
    const data = Buffer.from("QlpoOTFBWSZTWctS5WcAAAVRAAAQQAQCRKAAISQxCGAvGETHFReLuSKcKEhlqXKzgA==", "base64");
    const original = "hello, hello, hello\n";
    expect((await decompress(data, 1e9)).toString()).toBe(original);
    for (let at = 1; at < data.length; at++) {
      const damaged = Buffer.from(data);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      // Padding bits of the last byte do not matter, and neither does the block size.
      const found = await decompress(damaged, 1e9).catch(() => null);
      if (found !== null) expect([at, found.toString()]).toEqual([at, original]);
      await expect(decompress(data.subarray(0, at), 1e9)).rejects.toThrow();
    }
  });
});
