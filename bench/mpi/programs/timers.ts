/**
 * How late timers are while rank 0 waits for messages. Usage: timers.ts TIMERS MILLISECONDS. Rank 0 prints the 99th
 * percentile of the delays in microseconds: with nothing outstanding, beside a receive, beside a collective, and in a
 * loop of awaits that always complete at once.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { init } from "sister/mpi";

const [timers = 0, milliseconds = 0] = process.argv.slice(2).map(Number);
const world = init({ objects: false });
const peer = 1 - world.rank;
const byte = new Uint8Array(1);

async function lateness(): Promise<number> {
  const delays = new Float64Array(timers);
  for (let i = 0; i < timers; i++) {
    const begin = performance.now();
    await sleep(milliseconds);
    delays[i] = (performance.now() - begin - milliseconds) * 1000;
  }
  return delays.sort()[Math.floor(timers * 0.99)] ?? Number.NaN;
}

/** The operation that is outstanding on rank 0 while its timers run. Rank 1 completes it on request. */
const beside: Record<string, { post: () => Promise<unknown>; end: () => Promise<unknown> }> = {
  nothing: { post: () => Promise.resolve(), end: () => Promise.resolve() },
  receive: {
    post: () => world.recv(new Uint8Array(1), { source: peer, tag: 1 }),
    end: () => world.send(byte, { dest: peer, tag: 1 }),
  },
  collective: { post: () => world.barrier(), end: () => world.barrier() },
};

for (const [name, { post, end }] of Object.entries(beside)) {
  if (world.rank === 0) {
    const outstanding = post();
    console.log(`${name},${timers} ${(await lateness()).toFixed(1)}`);
    await world.send(byte, { dest: peer });
    await outstanding;
  } else {
    // Waits with sleeps. Polling would be no worse for rank 0 if rank 1 had a core to itself, but it may not.
    while (!world.iprobe({ source: peer, tag: 0 })) await sleep(5);
    await world.recv(new Uint8Array(1), { source: peer, tag: 0 });
    await end();
  }
}

if (world.rank === 0) {
  let done = false;
  const measured = lateness().finally(() => (done = true));
  const into = new Uint8Array(1);
  while (!done) await Promise.all([world.recv(into, { source: 0, tag: 2 }), world.send(byte, { dest: 0, tag: 2 })]);
  console.log(`awaits,${timers} ${(await measured).toFixed(1)}`);
}
