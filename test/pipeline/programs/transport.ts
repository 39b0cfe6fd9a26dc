/** The transport suite over MPI: rank 0 runs it, the others follow. */
import { init } from "../../../src/mpi/index.js";
import { followGroup, MpiTransport } from "../../../src/group/mpi-transport.js";
import { TRANSPORT_CHECKS } from "../transport-suite.js";

const world = init();
if (world.rank === 0) {
  const transport = new MpiTransport(world);
  for (const [name, run] of Object.entries(TRANSPORT_CHECKS)) {
    let error: string | null = null;
    try {
      await run(transport);
    } catch (thrown) {
      error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    }
    console.log(`@check ${JSON.stringify({ rank: 0, name, error })}`);
    if (error !== null) process.exit(1);
  }
  await transport.end();
} else {
  await followGroup(world);
}
