import assert from "node:assert/strict";
import {
  addErrorClass,
  addErrorCode,
  addErrorString,
  Datatype,
  Group,
  Info,
  Keyval,
  pack,
  packSize,
  PROC_NULL,
  self,
  UNDEFINED,
  unpack,
  wtick,
} from "sister/mpi";
import { check, world } from "../checks.js";

const { rank, size } = world;
const ranks = Array.from({ length: size }, (_, i) => i);

await check("groups: union, intersection, difference, compare", () => {
  const all = world.group();
  assert.deepEqual([all.size, all.rank], [size, rank]);
  const low = all.incl(ranks.slice(0, Math.ceil(size / 2)));
  const high = all.excl(ranks.slice(0, Math.ceil(size / 2)));
  assert.equal(low.size + high.size, size);
  assert.equal(low.rank === UNDEFINED, high.rank !== UNDEFINED);
  const together = low.union(high);
  assert.equal(together.compare(all), "identical");
  const turned = high.union(low);
  assert.equal(turned.compare(all), size > 1 ? "similar" : "identical");
  assert.equal(low.compare(all), size > 1 ? "unequal" : "identical");
  const none = low.intersection(high);
  const { EMPTY } = Group;
  assert.equal(none.size, 0);
  assert.equal(none.compare(EMPTY), "identical");
  assert.equal(none.rank, UNDEFINED);
  const rest = all.difference(low);
  assert.equal(rest.compare(high), "identical");
  for (const group of [all, low, high, together, turned, none, rest, EMPTY]) group.free();
});

await check("groups: ranges, translation, errors", () => {
  const all = world.group();
  const evens = all.rangeIncl([[0, size - 1, 2]]);
  const odds = all.rangeExcl([[0, size - 1, 2]]);
  assert.equal(evens.size, Math.ceil(size / 2));
  assert.equal(odds.size, Math.floor(size / 2));
  const backwards = all.rangeIncl([[size - 1, 0, -1]]);
  assert.deepEqual(backwards.translateRanks(ranks, all), [...ranks].reverse());
  assert.deepEqual(
    all.translateRanks(ranks, evens),
    ranks.map((r) => (r % 2 === 0 ? r / 2 : UNDEFINED)),
  );
  assert.deepEqual(all.translateRanks([PROC_NULL], evens), [PROC_NULL]);
  for (const wrong of [[size], [-1], [0.5]]) {
    assert.throws(() => all.incl(wrong), { code: "MPI_ERR_RANK", errorClass: 0 });
    assert.throws(() => all.excl(wrong), { code: "MPI_ERR_RANK", errorClass: 0 });
    assert.throws(() => all.translateRanks(wrong, evens), { code: "MPI_ERR_RANK", errorClass: 0 });
  }
  assert.throws(() => all.incl([0, 0]), { code: "MPI_ERR_RANK" });
  assert.throws(() => all.rangeIncl([[0, 0, 0]]), { code: "MPI_ERR_ARG", errorClass: 0 });
  for (const call of ["rangeIncl", "rangeExcl"] as const) {
    assert.throws(() => all[call]([[0, size]]), { code: "MPI_ERR_RANK", errorClass: 0 });
    assert.throws(() => all[call]([[-1, 0]]), { code: "MPI_ERR_RANK", errorClass: 0 });
  }
  for (const group of [evens, odds, backwards, all]) group.free();
  assert.throws(() => all.size, { code: "MPI_ERR_GROUP", message: /freed/ });
  assert.throws(
    () => {
      all.free();
    },
    { code: "MPI_ERR_GROUP" },
  );
});

await check("communicators of a group, collective over all or only over its members", async () => {
  const all = world.group();
  const evens = all.rangeIncl([[0, size - 1, 2]]);
  for (const made of [await world.create(evens), world.createSync(evens)]) {
    assert.equal(made === null, rank % 2 === 1);
    assert.equal(made?.size ?? evens.size, evens.size);
    made?.free();
  }
  if (rank % 2 === 0) {
    const made = await world.create(evens, { tag: 3 });
    assert.equal(made?.rank, rank / 2);
    made.free();
  }
  evens.free();
  all.free();
});

await check("info: set, get, delete, order, copies", () => {
  const info = Info.create({ host: "né", number: 4, truth: true });
  assert.deepEqual(info.toObject(), { host: "né", number: "4", truth: "true" });
  assert.deepEqual([info.length, info.keys()], [3, ["host", "number", "truth"]]);
  const copy = info.dup();
  info.set("number", "5");
  info.delete("host");
  assert.equal(info.get("number"), "5");
  assert.equal(info.get("host"), null);
  assert.equal(info.has("host"), false);
  assert.equal(copy.get("host"), "né");
  assert.throws(
    () => {
      info.delete("host");
    },
    { code: "MPI_ERR_INFO_NOKEY" },
  );
  assert.throws(
    () => {
      info.set("k".repeat(1000), "v");
    },
    { code: "MPI_ERR_INFO_KEY" },
  );
  info.set("empty", " ");
  info.free();
  copy.free();
  assert.throws(() => info.get("number"), { code: "MPI_ERR_INFO", message: /freed/ });
  const { ENV } = Info;
  // The library decides what it contains; MPICH leaves it empty.
  assert.ok(ENV.keys().every((key) => ENV.has(key)));
  assert.throws(
    () => {
      ENV.free();
    },
    { code: "MPI_ERR_INFO" },
  );
});

await check("attributes: dup copies them with their key's callback, free deletes them", async () => {
  const deleted: string[] = [];
  const note = (value: string): void => {
    deleted.push(value);
  };
  const copied = Keyval.create<string>({ copy: (value) => `${value}'`, delete: note });
  const left = Keyval.create<string>({ delete: note });
  const dropped = Keyval.create<string>({ copy: () => undefined });
  const comm = await world.dup();
  assert.equal(comm.getAttribute(copied), undefined);
  comm.setAttribute(copied, "a");
  comm.setAttribute(left, "b");
  comm.setAttribute(dropped, "c");
  const copy = await comm.dup();
  const second = copy.dupSync();
  assert.deepEqual(
    [copied, left, dropped].map((key) => copy.getAttribute(key)),
    ["a'", undefined, undefined],
  );
  assert.equal(second.getAttribute(copied), "a''");
  comm.setAttribute(copied, "d");
  assert.deepEqual(deleted, ["a"]);
  comm.deleteAttribute(dropped);
  assert.equal(comm.getAttribute(dropped), undefined);
  comm.free();
  // The last attribute that was set is deleted first.
  assert.deepEqual(deleted, ["a", "d", "b"]);
  copy.free();
  second.free();
  assert.deepEqual([...deleted].sort(), ["a", "a'", "a''", "b", "d"]);
  left.free();
  assert.throws(
    () => {
      world.setAttribute(left, "e");
    },
    { code: "MPI_ERR_KEYVAL", message: /freed/ },
  );
});

await check("predefined attributes, names, hints, clock", async () => {
  assert.ok((world.getAttribute("TAG_UB") ?? 0) >= 32767);
  assert.equal(typeof world.getAttribute("WTIME_IS_GLOBAL"), "number");
  assert.ok((world.getAttribute("LASTUSEDCODE") ?? 0) > 0);
  assert.ok(["number", "undefined"].includes(typeof world.getAttribute("UNIVERSE_SIZE")));
  const comm = await world.dup({ info: { sister_hint: "yes" } });
  comm.name = "pipeline né";
  assert.equal(comm.name, "pipeline né");
  assert.equal(world.name, "MPI_COMM_WORLD");
  assert.equal(self().name, "MPI_COMM_SELF");
  comm.setInfo({ another: 1 });
  const info = comm.getInfo();
  assert.ok(Array.isArray(info.keys()));
  info.free();
  assert.equal(comm.compare(world), "congruent");
  assert.equal(world.compare(world), "identical");
  comm.free();
  assert.ok(wtick() > 0 && wtick() < 1);
});

await check("packing, in the library's format and in the portable one", async () => {
  for (const format of [world, "external32"] as const) {
    const numbers = Float64Array.of(1.5, -2);
    const whole = Int32Array.of(7);
    const room = packSize(2, Datatype.DOUBLE, format) + packSize(1, Datatype.INT32, format);
    const packed = new Uint8Array(room);
    let at = pack(numbers, packed, 0, format);
    at = pack(whole, packed, at, format);
    assert.ok(at <= room);
    const moved = new Uint8Array(room);
    await world.sendrecv(
      { data: packed, count: at, datatype: Datatype.PACKED },
      { data: moved, datatype: Datatype.PACKED },
      { dest: (rank + 1) % size, source: (rank + size - 1) % size },
    );
    const got = new Float64Array(2);
    const rest = new Int32Array(1);
    assert.equal(unpack(moved, unpack(moved, 0, got, format), rest, format), at);
    assert.deepEqual([...got, ...rest], [1.5, -2, 7]);
    // The portable format is big endian.
    if (format === "external32") assert.equal(new DataView(packed.buffer).getFloat64(0), 1.5);
    assert.throws(() => pack(numbers, new Uint8Array(3), 0, format), { code: "MPI_ERR_TRUNCATE", errorClass: 0 });
    assert.throws(() => unpack(new Uint8Array(3), 0, got, format), { code: "MPI_ERR_TRUNCATE", errorClass: 0 });
    for (const wrong of [-1, 0.5, room + 1]) {
      assert.throws(() => pack(whole, packed, wrong, format), { code: "MPI_ERR_ARG", errorClass: 0 });
      assert.throws(() => unpack(packed, wrong, rest, format), { code: "MPI_ERR_ARG", errorClass: 0 });
    }
  }
});

await check("error classes of the program, and the handling of failed calls", async () => {
  const errorClass = addErrorClass();
  const code = addErrorCode(errorClass);
  addErrorString(code, "the talk has no sound");
  const comm = await world.dup();
  assert.equal(comm.errorHandling, "return");
  assert.throws(() => comm.callErrorHandler(code), {
    errorClass,
    errorCode: code,
    message: /the talk has no sound/,
  });
  comm.errorHandling = "fatal";
  assert.equal(comm.errorHandling, "fatal");
  comm.errorHandling = "return";
  comm.free();
});
