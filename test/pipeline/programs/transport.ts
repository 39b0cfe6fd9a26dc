/** The transport suite over MPI: rank 0 runs it, the other ranks follow. */
import { init } from "../../../src/mpi/index.js";
import { followGroup, MpiTransport } from "../../../src/group/rank/mpi-transport.js";
import { reportCheck } from "../../mpi/reports.js";
import { HOST_CHECKS, TRANSPORT_CHECKS } from "../transport-suite.js";

const world = init();
if (world.rank === 0) {
  const transport = new MpiTransport(world);
  for (const [name, run] of Object.entries({ ...TRANSPORT_CHECKS, ...HOST_CHECKS })) {
    if (!(await reportCheck({ rank: 0, name }, () => run(transport)))) process.exit(1);
  }
  await transport.end();
} else {
  await followGroup(world);
}
