/** Shares a model twice and reports the results of each rank: the second call finds nothing to send. */
import { init } from "../../../src/mpi/index.js";
import { shareModel } from "../../../src/group/rank/share-model.js";
import { report } from "../../mpi/reports.js";

const [model = ""] = process.argv.slice(2);
const world = init();
for (const name of ["first", "second"]) {
  const problem = await shareModel(world, model);
  report({ rank: world.rank, name, error: problem });
  await world.barrier();
}
