import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Datatype, File, type OpenOptions, type Request, type Status } from "sister/mpi";
import { check, world } from "../checks.js";

const { rank, size } = world;
const ranks = Array.from({ length: size }, (_, i) => i);
const folder = await world.bcastObject(rank === 0 ? mkdtempSync(join(tmpdir(), "sister-files-")) : "");
let files = 0;
/** The same new file name on every rank. */
const newName = (): string => join(folder, `file-${files++}.bin`);
const NEW: OpenOptions = { mode: ["create", "rdwr"] };

type Form = "promise" | "sync" | "request";
const FORMS: Form[] = ["promise", "sync", "request"];
async function move(
  form: Form,
  promise: () => Promise<Status>,
  sync: () => Status,
  request: (() => Request) | null,
): Promise<Status> {
  if (form === "sync") return sync();
  return form === "promise" || !request ? promise() : request().wait();
}

/** Two numbers that only this rank writes in this round. */
const pair = (r: number, round = 0): Int32Array => Int32Array.of(r * 100 + round, -r);
const BYTES = 8;

try {
  for (const form of FORMS) {
    await check(`at an offset: writeAt and readAt, independent and collective, ${form}`, async () => {
      const file = await File.open(world, newName(), NEW);
      const rest = [pair(rank), new Int32Array(2)] as const;
      for (const [round, [write, iwrite, read, iread]] of [
        ["writeAt", "iwriteAt", "readAt", "ireadAt"] as const,
        ["writeAtAll", "iwriteAtAll", "readAtAll", "ireadAtAll"] as const,
      ].entries()) {
        const own = pair(rank, round);
        const written = await move(
          form,
          () => file[write](rank * BYTES, own),
          () => file[`${write}Sync`](rank * BYTES, own),
          () => file[iwrite](rank * BYTES, own),
        );
        assert.equal(written.bytes, BYTES);
        assert.equal(written.count(Datatype.INT32), 2);
        await file.sync();
        await world.barrier();
        const other = (rank + 1) % size;
        const got = await move(
          form,
          () => file[read](other * BYTES, rest[1]),
          () => file[`${read}Sync`](other * BYTES, rest[1]),
          () => file[iread](other * BYTES, rest[1]),
        );
        assert.equal(got.bytes, BYTES);
        assert.deepEqual(rest[1], pair(other, round));
        await world.barrier();
      }
      // Nothing is read beyond the end.
      assert.equal((await file.readAt(size * BYTES, rest[1])).bytes, 0);
      assert.equal((await file.readAt(size * BYTES - 4, rest[1])).bytes, 4);
      await file.close();
    });

    await check(`at the rank's pointer: write and read, independent and collective, ${form}`, async () => {
      const file = File.openSync(world, newName(), NEW);
      for (const [round, [write, iwrite, read, iread]] of [
        ["write", "iwrite", "read", "iread"] as const,
        ["writeAll", "iwriteAll", "readAll", "ireadAll"] as const,
      ].entries()) {
        const own = pair(rank, round);
        file.seek(rank * BYTES);
        const written = await move(
          form,
          () => file[write](own),
          () => file[`${write}Sync`](own),
          () => file[iwrite](own),
        );
        assert.equal(written.bytes, BYTES);
        assert.equal(file.position, (rank + 1) * BYTES);
        file.syncSync();
        await world.barrier();
        const got = new Int32Array(2);
        file.seek(-size * BYTES, "end");
        assert.equal(file.position, 0);
        file.seek(rank * BYTES, "current");
        await move(
          form,
          () => file[read](got),
          () => file[`${read}Sync`](got),
          () => file[iread](got),
        );
        assert.deepEqual(got, own);
        assert.equal(file.position, (rank + 1) * BYTES);
        await world.barrier();
      }
      file.closeSync();
    });

    await check(`at the shared pointer: each piece once, and in rank order for Ordered, ${form}`, async () => {
      const file = await File.open(world, newName(), NEW);
      const written = await move(
        form,
        () => file.writeShared(pair(rank)),
        () => file.writeSharedSync(pair(rank)),
        () => file.iwriteShared(pair(rank)),
      );
      assert.equal(written.bytes, BYTES);
      await world.barrier();
      assert.equal(file.positionShared, size * BYTES);
      // Without the barrier, a rank that continues could move the pointer before another rank has read it.
      await world.barrier();
      await move(
        form,
        () => file.writeOrdered(pair(rank, 1)),
        () => file.writeOrderedSync(pair(rank, 1)),
        null,
      );
      assert.equal(file.positionShared, 2 * size * BYTES);
      await world.barrier();
      await file.sync();
      await file.seekShared(0);
      const got = new Int32Array(2);
      await move(
        form,
        () => file.readShared(got),
        () => file.readSharedSync(got),
        () => file.ireadShared(got),
      );
      const all = await world.allgatherObject([...got]);
      assert.deepEqual(
        all.sort(([a = 0], [b = 0]) => a - b),
        ranks.map((r) => [...pair(r)]),
      );
      file.seekSharedSync(size * BYTES);
      await move(
        form,
        () => file.readOrdered(got),
        () => file.readOrderedSync(got),
        null,
      );
      assert.deepEqual(got, pair(rank, 1));
      await file.close();
    });
  }

  await check("interleaved ranks: a view with a derived file type", async () => {
    const name = newName();
    const file = await File.open(world, name, NEW);
    const each = 5;
    // Every size-th number, beginning with number `rank`, after a header of 16 bytes.
    const one = Datatype.contiguous(1, Datatype.INT32);
    const every = Datatype.resized(one, 0, 4 * size);
    const view = { disp: 16 + 4 * rank, elementType: Datatype.INT32, fileType: every };
    await file.setView(view);
    await file.writeAll(Int32Array.from({ length: each }, (_, i) => i * size + rank));
    assert.equal(file.position, each);
    assert.equal(file.byteOffset(2), 16 + 4 * rank + 2 * 4 * size);
    assert.equal(file.typeExtent(Datatype.INT32), 4);
    const { disp, elementType, fileType } = file.getView();
    assert.equal(disp, view.disp);
    assert.deepEqual([elementType.size, fileType.size, fileType.extent], [4, 4, 4 * size]);
    // Open MPI 4.1 (ompio) finds no end of a view with gaps, so "end" works only for plain views.
    file.setViewSync(view);
    assert.equal(file.position, 0);
    const got = new Int32Array(each);
    file.readAllSync(got);
    assert.deepEqual(
      [...got],
      Array.from({ length: each }, (_, i) => i * size + rank),
    );
    await file.setView();
    assert.equal(file.getView().disp, 0);
    assert.equal(file.size, 16 + 4 * each * size);
    await file.close();
    const bytes = readFileSync(name);
    assert.deepEqual(
      [...new Int32Array(bytes.buffer, bytes.byteOffset + 16, each * size)],
      Array.from({ length: each * size }, (_, i) => i),
    );
    every.free();
    one.free();
  });

  await check("a derived datatype in memory", async () => {
    const file = await File.open(world, newName(), NEW);
    const column = Datatype.vector(3, 1, 2, Datatype.INT32);
    const own = Int32Array.from({ length: 5 }, (_, i) => rank * 10 + i);
    const written = await file.writeAt(rank * 12, { data: own, count: 1, datatype: column });
    assert.equal(written.bytes, 12);
    const got = new Int32Array(5).fill(-1);
    await file.readAt(rank * 12, { data: got, count: 1, datatype: column });
    assert.deepEqual([...got], [own[0], -1, own[2], -1, own[4]]);
    column.free();
    await file.close();
  });

  await check("size, setSize, preallocate, atomicity, mode, group, hints", async () => {
    const file = await File.open(world, newName(), { ...NEW, info: { access_style: "write_once" } });
    // All ranks read the size before any of them changes it again.
    const sizeIs = async (least: number, most: number): Promise<void> => {
      const { size: bytes } = file;
      await world.barrier();
      assert.ok(bytes >= least && bytes <= most, `${bytes} bytes`);
    };
    await sizeIs(0, 0);
    await file.setSize(100);
    await sizeIs(100, 100);
    file.setSizeSync(10);
    await sizeIs(10, 10);
    await file.preallocate(1000);
    await sizeIs(1000, Infinity);
    file.preallocateSync(50);
    await sizeIs(1000, Infinity);
    assert.equal(file.atomicity, false);
    await file.setAtomicity(true);
    assert.equal(file.atomicity, true);
    file.setAtomicitySync(false);
    assert.equal(file.atomicity, false);
    assert.deepEqual(file.mode, ["create", "rdwr"]);
    const group = file.group();
    const own = world.group();
    assert.equal(group.compare(own), "identical");
    group.free();
    own.free();
    await file.setInfo({ collective_buffering: true });
    file.setInfoSync({ collective_buffering: false });
    const info = file.getInfo();
    assert.ok(Array.isArray(info.keys()));
    info.free();
    await file.close();
  });

  await check("many posted writes complete in any order", async () => {
    const file = await File.open(world, newName(), NEW);
    const count = 50;
    const requests = Array.from({ length: count }, (_, i) => file.iwriteAt((i * size + rank) * BYTES, pair(rank, i)));
    for (const request of requests.reverse()) assert.equal((await request.wait()).bytes, BYTES);
    await file.sync();
    await world.barrier();
    const all = new Int32Array(2 * count * size);
    assert.equal(file.readAtSync(0, all).bytes, all.byteLength);
    assert.deepEqual([...all], Array.from({ length: count }, (_, i) => ranks.flatMap((r) => [...pair(r, i)])).flat());
    await file.close();
  });

  await check("a file of a single rank is deleted on close", async () => {
    const { self } = await import("sister/mpi");
    const name = `${newName()}-${rank}`;
    const file = await File.open(self(), name, { mode: ["create", "wronly", "deleteOnClose"] });
    await file.write(Buffer.from("né"));
    assert.equal(file.filename, name);
    assert.ok(existsSync(name));
    await file.close();
    assert.ok(!existsSync(name));
  });

  await check("append begins at the end, excl refuses an existing file, delete deletes", async () => {
    const name = newName();
    let file = await File.open(world, name, NEW);
    if (rank === 0) file.writeSync(pair(0));
    await file.close();
    file = await File.open(world, name, { mode: ["wronly", "append"] });
    assert.equal(file.position, BYTES);
    await file.close();
    await assert.rejects(File.open(world, name, { mode: ["create", "excl", "rdwr"] }), { code: "MPI_ERR_FILE_EXISTS" });
    await world.barrier();
    if (rank === 0) await File.delete(name);
    await world.barrier();
    assert.ok(!existsSync(name));
    if (rank === 0) {
      await assert.rejects(File.delete(name), { code: "MPI_ERR_NO_SUCH_FILE" });
      assert.throws(
        () => {
          File.deleteSync(name);
        },
        { code: "MPI_ERR_NO_SUCH_FILE" },
      );
    }
  });

  await check("errors: no such file, no such mode, not for writing", async () => {
    const name = newName();
    await assert.rejects(File.open(world, name), { code: "MPI_ERR_NO_SUCH_FILE", operation: "MPI_File_open" });
    assert.throws(() => File.openSync(world, name), { code: "MPI_ERR_NO_SUCH_FILE" });
    await assert.rejects(File.open(world, name, { mode: "read" as "rdonly" }), {
      code: "MPI_ERR_AMODE",
      errorClass: 0,
    });
    for (const mode of [["rdonly", "wronly"], ["create"], ["create", "rdonly"]] as const) {
      await assert.rejects(File.open(world, name, { mode }), { code: "MPI_ERR_AMODE" });
    }
    assert.ok(!existsSync(name));
    await world.barrier();
    const made = await File.open(world, name, NEW);
    await made.close();
    const file = await File.open(world, name, { mode: "rdonly" });
    await assert.rejects(file.write(pair(0)), (error: { code: string }) =>
      ["MPI_ERR_READ_ONLY", "MPI_ERR_ACCESS"].includes(error.code),
    );
    await file.close();
  });

  await check("wrong arguments are refused before MPI", async () => {
    const file = await File.open(world, newName(), NEW);
    for (const offset of [-1, 0.5, NaN]) {
      await assert.rejects(file.writeAt(offset, pair(0)), { code: "MPI_ERR_ARG", errorClass: 0 });
      assert.throws(() => file.readAtSync(offset, pair(0)), { code: "MPI_ERR_ARG", errorClass: 0 });
      assert.throws(() => file.iwriteAt(offset, pair(0)), { code: "MPI_ERR_ARG", errorClass: 0 });
    }
    await assert.rejects(file.write([1, 2] as unknown as Int32Array), { code: "MPI_ERR_BUFFER", errorClass: 0 });
    for (const bytes of [-1, 1.5]) {
      await assert.rejects(file.setSize(bytes), { code: "MPI_ERR_ARG", errorClass: 0 });
      await assert.rejects(file.preallocate(bytes), { code: "MPI_ERR_ARG", errorClass: 0 });
    }
    assert.throws(
      () => {
        file.seek(0, "middle" as "set");
      },
      { code: "MPI_ERR_ARG", errorClass: 0 },
    );
    assert.throws(
      () => {
        file.seek(0.5);
      },
      { code: "MPI_ERR_ARG", errorClass: 0 },
    );
    await assert.rejects(file.setView({ disp: -8 }), { code: "MPI_ERR_ARG", errorClass: 0 });
    await file.close();
    await assert.rejects(file.write(pair(0)), { code: "MPI_ERR_FILE", message: /closed/ });
    assert.throws(() => file.readSync(pair(0)), { code: "MPI_ERR_FILE" });
    assert.throws(() => file.iread(pair(0)), { code: "MPI_ERR_FILE" });
    assert.throws(() => file.size, { code: "MPI_ERR_FILE" });
    await assert.rejects(file.close(), { code: "MPI_ERR_FILE" });
  });
} finally {
  await world.barrier();
  if (rank === 0) rmSync(folder, { recursive: true, force: true });
}
