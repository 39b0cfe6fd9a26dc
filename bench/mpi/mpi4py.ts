/** Which Python has mpi4py, and the command of a Python program. */
import { fileURLToPath } from "node:url";
import { output } from "../launch.js";

export interface Python {
  command: string;
  /** "mpi4py 3.1.4, numpy 1.24.2". */
  versions: string;
}

const PROBE =
  "import mpi4py, numpy; from mpi4py import MPI; " +
  'print(MPI.Get_library_version().split(",")[0] + "; mpi4py " + mpi4py.__version__ + ", numpy " + numpy.__version__)';

/** What to say in a row that needs mpi4py and has none. */
export const NO_MPI4PY = "mpi4py is not installed: `apt-get install python3-mpi4py python3-numpy`, then again";

/** The first Python that can import mpi4py and numpy, on this MPI library; null where there is none. */
export async function findPython(library: string): Promise<Python | null> {
  for (const command of ["python3", "/usr/bin/python3"]) {
    try {
      const [linked, versions = ""] = (await output(command, ["-c", PROBE])).split("; ");
      if (linked?.startsWith(library)) return { command, versions };
    } catch {
      // No such program, or it has no mpi4py: the next one may.
    }
  }
  return null;
}

/** The command of a Python program beside the caller. Nothing is left beside it: no __pycache__. */
export function pythonProgram(python: Python, url: URL, ...args: string[]): string[] {
  return [python.command, "-B", fileURLToPath(url), ...args];
}
