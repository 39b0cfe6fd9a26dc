import assert from "node:assert/strict";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { check } from "./checks.js";

await check("a worker thread of Node gets a clear error, and the rank lives on", async () => {
  const source = `import { init } from "sister/mpi"; import { parentPort } from "node:worker_threads"; try { init(); } catch (error) { parentPort.postMessage(error.message); }`;
  const worker = new Worker(
    `import(${JSON.stringify(`data:text/javascript,${encodeURIComponent(source.replace('"sister/mpi"', JSON.stringify(import.meta.resolve("sister/mpi"))))}`)})`,
    { eval: true },
  );
  const [message] = (await once(worker, "message")) as [string];
  assert.match(message, /main thread only/);
  await worker.terminate();
});
