/** Finds a Python with mpi4py, and builds the command of a Python program. */
import { fileURLToPath } from "node:url";
import { output } from "../launch.js";

export interface Python {
  command: string;
  /** Example: "mpi4py 3.1.4, numpy 1.24.2". */
  versions: string;
}

const PROBE =
  "import mpi4py, numpy; from mpi4py import MPI; " +
  'print(MPI.Get_library_version().split(",")[0] + "; mpi4py " + mpi4py.__version__ + ", numpy " + numpy.__version__)';

/** The text of a row that needs mpi4py if it is missing. */
export const NO_MPI4PY = "mpi4py is not installed: `apt-get install python3-mpi4py python3-numpy`, then again";

/** The first Python that can import mpi4py and numpy and uses this MPI library; null if there is none. */
export async function findPython(library: string): Promise<Python | null> {
  for (const command of ["python3", "/usr/bin/python3"]) {
    try {
      const [linked, versions = ""] = (await output(command, ["-c", PROBE])).split("; ");
      if (linked?.startsWith(library)) return { command, versions };
    } catch {
      // The program is missing, or it has no mpi4py: try the next one.
    }
  }
  return null;
}

/** The command of a Python program. It leaves no __pycache__ beside the program. */
export function pythonProgram(python: Python, url: URL, ...args: string[]): string[] {
  return [python.command, "-B", fileURLToPath(url), ...args];
}
