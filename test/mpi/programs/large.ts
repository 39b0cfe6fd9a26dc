/** Messages of more than 2^31 elements, on 2 ranks. Each rank has one buffer of a little over 2 GiB. */
import assert from "node:assert/strict";
import { Datatype, IN_PLACE, Op } from "sister/mpi";
import { check, world } from "./checks.js";

const { rank } = world;
const peer = 1 - rank;
const LENGTH = 2 ** 31 + 24;
const all = new Uint8Array(LENGTH);
/** Where something is looked at: both ends, and what lies around the limits of an int and of a chunk. */
const PLACES = [0, 1, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 2, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 7, LENGTH - 1];

function mark(value: number): void {
  for (const at of PLACES) all[at] = value + (at % 7);
}
function isMarked(value: number, from = 0, to = LENGTH): void {
  for (const at of PLACES) if (at >= from && at < to) assert.equal(all[at], value + (at % 7), `at ${at}`);
}

for (const form of ["promise", "sync"]) {
  await check(`send and receive, ${form}`, async () => {
    mark(rank === 0 ? 10 : 90);
    if (rank === 0) {
      if (form === "promise") await world.send(all, { dest: peer });
      else world.sendSync(all, { dest: peer });
    } else {
      const status =
        form === "promise" ? await world.recv(all, { source: peer }) : world.recvSync(all, { source: peer });
      assert.equal(status.count(Datatype.UINT8), LENGTH);
    }
    isMarked(10);
  });

  await check(`bcast, ${form}`, async () => {
    mark(rank === 1 ? 20 : 90);
    if (form === "promise") await world.bcast(all, { root: 1 });
    else world.bcastSync(all, { root: 1 });
    isMarked(20);
  });

  await check(`scatterv and gatherv with a piece of over 2^31 elements, ${form}`, async () => {
    // Rank 1 gets nearly everything; the pieces overlap nothing.
    const counts = [16, LENGTH - 16];
    const data = { data: all, counts };
    mark(rank === 0 ? 30 : 90);
    const into = rank === 0 ? IN_PLACE : all.subarray(16);
    const pieces = rank === 0 ? data : null;
    if (form === "promise") await world.scatterv(pieces, into);
    else world.scattervSync(pieces, into);
    isMarked(30, 16);
    if (rank === 1) for (const at of PLACES) all[at] = 40 + (at % 7);
    if (form === "promise") await world.gatherv(rank === 0 ? IN_PLACE : all.subarray(16), pieces);
    else world.gathervSync(rank === 0 ? IN_PLACE : all.subarray(16), pieces);
    isMarked(40, 16);
  });
}

await check("a piece that begins beyond 2^31", async () => {
  const counts = [8, 8];
  const displs = [0, LENGTH - 8];
  mark(rank === 0 ? 50 : 90);
  const own = new Uint8Array(8);
  await world.scatterv(rank === 0 ? { data: all, counts, displs } : null, own);
  if (rank === 1) assert.equal(own[7], 50 + ((LENGTH - 1) % 7));
  await world.alltoallv({ data: all, counts, displs }, { data: new Uint8Array(16), counts });
});

await check("a reduction of more than 2^31 elements goes in pieces", async () => {
  mark(1 + rank);
  for (const at of PLACES) all[at] = 1 + rank;
  await world.allreduce(IN_PLACE, all, { op: Op.SUM });
  for (const at of PLACES) assert.equal(all[at], 3, `at ${at}`);
});

await check("more than an int of elements, of another datatype", async () => {
  const halves = { data: all, count: LENGTH / 8, datatype: Datatype.DOUBLE };
  mark(rank === 0 ? 60 : 90);
  if (rank === 0) await world.send(halves, { dest: peer });
  else assert.equal((await world.recv(halves, { source: peer })).bytes, LENGTH);
  isMarked(60);
});
