/** A root that ends without closing its executor. Usage: ends.ts WAY. */
import { Executor } from "sister/mpi";
import { world } from "../checks.js";

const way = process.argv[2];
const module = import.meta.resolve("./work.ts");

const executor = await Executor.open(world);
if (executor) {
  await executor.submit({ module, name: "square" }, [2]);
  if (way === "exit-while-running") {
    for (let i = 0; i < 3 * executor.workers; i++) void executor.submit({ module, name: "hold" }, [1]);
    for (let i = 0; i < executor.workers; i++) await world.recv(new Int32Array(1), { tag: 1 });
    console.log("rank 0 is done");
    process.exit(0);
  }
}
console.log(`rank ${world.rank} is done`);
