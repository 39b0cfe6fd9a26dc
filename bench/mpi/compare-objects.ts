/** Values of any kind: small ones compared with mpi4py's pickle, large ones with sending their bytes directly. */
import { typescript } from "../launch.js";
import type { Row } from "../row.js";
import { alternate, missingRow, ratioRow, type Program } from "./alternating.js";
import { NO_MPI4PY, pythonProgram } from "./mpi4py.js";
import { MPI4PY, OURS, SMALL_PAGES, type Workbench } from "./workbench.js";

const RUNS = 11;
const BYTES = 2 ** 24;
const SMALL = "small,0,500,100";
const SMALL_SYNC = "small-sync,0,500,100";
const ARRAYS = `arrays,${BYTES},1,40`;
const RAW = ["raw-blocking", "raw-promise", "raw-apart-blocking", "raw-apart-promise"].map(
  (name) => `${name},${BYTES},1,40`,
);

export async function compareObjects(workbench: Workbench): Promise<Row[]> {
  const { python, bindTo, say } = workbench;
  const programs: Program[] = [
    {
      label: OURS,
      command: typescript(new URL("./programs/objects.ts", import.meta.url), SMALL, SMALL_SYNC, ARRAYS, ...RAW),
    },
  ];
  if (python) {
    const theirs = pythonProgram(python, new URL("./programs/objects.py", import.meta.url), SMALL, ARRAYS);
    programs.push({ label: MPI4PY, command: theirs, env: SMALL_PAGES });
  }
  const figures = await alternate(programs, { count: 2, runs: workbench.runs ?? RUNS, bindTo, say });
  workbench.note(
    "Objects: sendObject and recvObject of { name, n, list of 8 numbers }, blocking (Sync) and awaited, compared with comm.send and comm.recv of the same dict, which " +
      "block; and of { name, samples: Float64Array(2 Mi) }, awaited, compared with sending only the array by sendSync/recvSync and by awaited send/recv in the same " +
      "process: received into eight other arrays in turn, because an object's array is new each time, and echoed in one array, which the caches " +
      "hold better.",
  );

  const toPickle = (name: string, one: string, bar: number | null, ours = one): Row =>
    python
      ? ratioRow(figures, { label: OURS, case: ours }, { label: MPI4PY, case: one }, { name, bar })
      : missingRow(name, bar, NO_MPI4PY);
  const toRaw = (form: string, call: string): Row =>
    ratioRow(
      figures,
      { label: OURS, case: `arrays,${BYTES}`, called: "the object" },
      { label: OURS, case: `${form},${BYTES}`, called: "the array" },
      { name: `object with 16 MiB of arrays to ${call}`, bar: 1.3 },
    );
  return [
    toPickle("small object, blocking, to mpi4py's pickle", "small,0", 1, "small-sync,0"),
    toPickle("small object, awaited, to mpi4py's pickle", "small,0", 1),
    toRaw("raw-apart-blocking", "sendSync of the array"),
    toRaw("raw-apart-promise", "send of the array"),
    toRaw("raw-blocking", "sendSync of the array, echoed in place"),
    toRaw("raw-promise", "send of the array, echoed in place"),
    toPickle("object with 16 MiB of arrays to mpi4py's pickle", `arrays,${BYTES}`, null),
  ];
}
