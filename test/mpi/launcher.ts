/** The launcher of the MPI library that the addons are built with: SISTER_MPIRUN, default `mpirun`. The one place in the tests that knows which library it is. */
import { spawnSync } from "node:child_process";

export type Library = "Open MPI" | "MPICH";

export interface Launcher {
  program: string;
  library: Library;
  /** The words for some ranks of one program, without the program's own. */
  ranks: (count: number) => string[];
}

/** Which library's launcher a program is, or null where there is no such program. */
function libraryOf(program: string): Library | null {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return stdout === null ? null : /HYDRA|MPICH/.test(stdout) ? "MPICH" : "Open MPI";
}

function launcherOf(program: string, library: Library): Launcher {
  // More ranks than cores, wherever they are: MPICH allows it unasked.
  const options = library === "Open MPI" ? ["--oversubscribe", "--bind-to", "none"] : [];
  return { program, library, ranks: (count) => ["-n", String(count), ...options] };
}

const program = process.env["SISTER_MPIRUN"] ?? "mpirun";

/** This library's launcher. */
export const launcher = launcherOf(program, libraryOf(program) ?? "Open MPI");

/** This library's compiler of C programs, which lies beside its launcher. */
export const MPICC = program.replace(/mpi(run|exec)(?!.*mpi(run|exec))/, "mpicc");

/** The other library's launcher, by Debian's names, or null where it is not installed. */
export function otherLauncher(): Launcher | null {
  const [name, library] =
    launcher.library === "Open MPI" ? (["mpirun.mpich", "MPICH"] as const) : (["mpirun.openmpi", "Open MPI"] as const);
  return libraryOf(name) === library ? launcherOf(name, library) : null;
}
