/**
 * Common ground of the comparisons: compiled C programs, the Python with mpi4py, the placement of ranks, and the size
 * of pages.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { output, type Binding } from "../launch.js";
import type { Bench } from "../row.js";
import { findPython, NO_MPI4PY, type Python } from "./mpi4py.js";

/** Labels of the programs in the rows. */
export const C = "C";
export const OURS = "sister/mpi";
export const MPI4PY = "mpi4py";

/**
 * numpy requests pages of 2 MiB for arrays of 4 MiB and more; malloc and Node.js do not. Copying between processes is
 * up to twice as fast with large pages, in any language. Equal pages for all make this a comparison of bindings, not of
 * allocators.
 */
export const SMALL_PAGES = { NUMPY_MADVISE_HUGEPAGE: "0" };
/** Lets glibc's malloc request large pages too, for C and for the ArrayBuffers of Node.js. */
export const LARGE_PAGES = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

export interface Workbench extends Bench {
  /** The path of the compiled `bench/mpi/programs/NAME.c`. */
  compiled(name: string): string;
  python: Python | null;
  /** How ranks are bound if each can have a core. */
  bindTo: Binding;
}

const C_PROGRAMS = ["pingpong", "collectives", "overlap"];

/** Compiles the C programs into `folder`, looks for mpi4py, and notes the conditions. */
export async function setUpWorkbench(bench: Bench, folder: string): Promise<Workbench> {
  for (const name of C_PROGRAMS)
    await output("mpicc", [
      "-O2",
      fileURLToPath(new URL(`./programs/${name}.c`, import.meta.url)),
      "-o",
      join(folder, name),
    ]);
  const version = /\(Open MPI\) (\S+)/.exec(execFileSync("mpirun", ["--version"]).toString())?.[1] ?? "";
  const python = await findPython(`Open MPI v${version}`);
  // Ranks that are bound to cores are less noisy. mpirun refuses to bind them if there are fewer cores than ranks.
  const bindTo = bench.bindTo ?? (cpus().length >= 2 ? "core" : "none");
  bench.note(
    `2 ranks: \`mpirun -n 2 --oversubscribe --bind-to ${bindTo}\`; 4 ranks: \`--bind-to none\`, and yielding when idle. ` +
      "The same for all programs, and all with MPI_THREAD_MULTIPLE.",
  );
  bench.note(
    "Where it matters, a turn of programs counts only if the first of them shows the same pace (within 25 %) before and after it. Otherwise it is repeated: the " +
      "cores of a virtual machine change their pace for seconds at a time.",
  );
  bench.note(python ? `Beside C: ${python.versions}, on the same library.` : NO_MPI4PY);
  bench.note(
    "Buffers come from calloc in all three and are written first. Each begins 16 bytes into pages of its own (verified in C, numpy and Node.js), because small " +
      "cases use the beginning of the largest buffer.",
  );
  bench.note(
    `Pages have 4 KiB (numpy's request for 2 MiB pages is off: NUMPY_MADVISE_HUGEPAGE=0) unless a row gives another size; transparent_hugepage is ${largePages()}.`,
  );
  return { ...bench, bindTo, python, compiled: (name) => join(folder, name) };
}

function largePages(): string {
  try {
    const text = readFileSync("/sys/kernel/mm/transparent_hugepage/enabled", "utf8");
    return /\[(\w+)\]/.exec(text)?.[1] ?? "unknown";
  } catch {
    return "not available";
  }
}
