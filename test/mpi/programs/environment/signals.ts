/** Ranks that are busy when a signal arrives. Usage: signals.ts WAY. */
import { init } from "sister/mpi";

const world = init();
const buffer = new Int32Array(1);
/** A message that is never sent. */
const never = { source: (world.rank + 1) % world.size, tag: 1 };

/** All ranks are in the world by now, because init is collective. */
const ready = (): void => console.log(`ready ${world.rank} ${process.pid}`);

function wait(): Promise<unknown> {
  const received = world.recv(buffer, never);
  ready();
  return received;
}

const WAYS: Record<string, () => unknown> = {
  await: wait,
  sync: () => {
    ready();
    // One rank must stay out of the barrier.
    if (world.rank === 0) world.recvSync(buffer, never);
    else world.barrierSync();
  },
  compute: () => {
    ready();
    for (let i = 0; ; i++) buffer[0] = i;
  },
  "handler-stays": () => {
    process.on("SIGTERM", () => undefined);
    return wait();
  },
  "handler-exits": () => {
    process.on("SIGTERM", () => process.exit(0));
    return wait();
  },
  "handler-decides": async () => {
    const asked = new Promise((resolve) => process.once("SIGTERM", resolve));
    // A signal handler does not keep a process alive.
    const alive = setInterval(() => undefined, 1000);
    ready();
    if (world.rank === 0) await asked;
    await world.barrier();
    clearInterval(alive);
    console.log("stopped");
  },
};

await WAYS[process.argv[2] ?? ""]?.();
