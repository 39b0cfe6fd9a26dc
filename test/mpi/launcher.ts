/**
 * The launcher of the MPI library that the addons are built with: SISTER_MPIRUN, default `mpirun`. Only this file of
 * the tests knows which library it is.
 */
import { spawnSync } from "node:child_process";

export type Library = "Open MPI" | "MPICH";

export interface Launcher {
  program: string;
  library: Library;
  /** The arguments for `count` ranks of a program, without the program's own. */
  ranks: (count: number) => string[];
}

/** The library whose launcher this is; null: there is no such program. */
function libraryOf(program: string): Library | null {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return stdout === null ? null : /HYDRA|MPICH/.test(stdout) ? "MPICH" : "Open MPI";
}

function launcherOf(program: string, library: Library): Launcher {
  // Allows more ranks than cores, on any core. MPICH allows it by default.
  const options = library === "Open MPI" ? ["--oversubscribe", "--bind-to", "none"] : [];
  return { program, library, ranks: (count) => ["-n", String(count), ...options] };
}

const program = process.env["SISTER_MPIRUN"] ?? "mpirun";

/** This library's launcher. */
export const launcher = launcherOf(program, libraryOf(program) ?? "Open MPI");

/** This library's C compiler, which is in the launcher's folder. */
export const MPICC = program.replace(/mpi(run|exec)(?!.*mpi(run|exec))/, "mpicc");

/** The other library's launcher, by Debian's names; null: it is not installed. */
export function otherLauncher(): Launcher | null {
  const [name, library] =
    launcher.library === "Open MPI" ? (["mpirun.mpich", "MPICH"] as const) : (["mpirun.openmpi", "Open MPI"] as const);
  return libraryOf(name) === library ? launcherOf(name, library) : null;
}
