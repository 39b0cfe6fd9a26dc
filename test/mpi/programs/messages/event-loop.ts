import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { check, world } from "../checks.js";

const { rank, size } = world;
const next = (rank + 1) % size;
const previous = (rank + size - 1) % size;

await check("timers and files work while receives are outstanding", async () => {
  const receives = Array.from({ length: 8 }, (_, tag) => world.irecv(new Int32Array(1), { source: previous, tag }));
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  while (ticks < 20) await sleep(1);
  await readFile(new URL(import.meta.url));
  clearInterval(timer);
  await world.barrier();
  for (let tag = 0; tag < 8; tag++) await world.send(new Int32Array(1), { dest: next, tag });
  for (const request of receives) await request.wait();
});

await check("awaits that always complete at once do not starve timers", async () => {
  let fired = false;
  setTimeout(() => (fired = true), 5);
  const one = new Int32Array(1);
  const into = new Int32Array(1);
  const begin = performance.now();
  // Without a bound this would never end: the loop would not turn and no timer would fire.
  while (!fired && performance.now() - begin < 20_000)
    await Promise.all([world.recv(into, { source: rank, tag: 3 }), world.send(one, { dest: rank, tag: 3 })]);
  assert.ok(fired);
});

if (size > 1) {
  await check("a message makes progress while JavaScript computes", async () => {
    // Too long to be sent eagerly: the sender can finish only if the receiver's library takes part.
    const long = new Float64Array(1 << 20);
    if (rank === 0) {
      const request = world.irecv(long, { source: 1, tag: 5 });
      await world.recv(new Int32Array(1), { source: 1, tag: 6 });
      const until = performance.now() + 2000;
      let work = 0;
      while (performance.now() < until) work += Math.sqrt(work);
      const [sentAfter] = [new Float64Array(1)];
      await world.recv(sentAfter, { source: 1, tag: 7 });
      assert.ok((sentAfter[0] ?? Infinity) < 1500, `the sender had to wait for ${sentAfter[0]} ms`);
      await request.wait();
    } else if (rank === 1) {
      await world.send(new Int32Array(1), { dest: 0, tag: 6 });
      await sleep(100);
      const begin = performance.now();
      await world.send(long, { dest: 0, tag: 5 });
      await world.send(new Float64Array([performance.now() - begin]), { dest: 0, tag: 7 });
    }
  });
}

await check("an outstanding receive does not keep the process alive after unref()", () => {
  world.irecv(new Int32Array(1), { source: previous, tag: 99 }).unref();
});
