#!/usr/bin/env node
/**
 * npm's `install` of the packed package: builds the addon of `sister/mpi` for this machine, in the folder where npm
 * unpacked it. In a checkout it does nothing: the set-up builds there.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNativeBuild } from "../setup/native-build.mjs";
import { SetupError } from "../setup/run-program.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Whether a program can be started and succeeds. */
const works = (program, args) => spawnSync(program, args, { stdio: "ignore" }).status === 0;

async function build() {
  if (!works("mpicc", ["-show"])) {
    throw new SetupError(
      "sister/mpi needs an MPI library with its compiler (mpicc): apt-get install libopenmpi-dev openmpi-bin g++ make python3 pkg-config, then npm rebuild sister",
    );
  }
  // Only the command needs the fallback recognizer: without its headers the binding is built all the same.
  const pocketSphinx = works("pkg-config", ["--exists", "pocketsphinx", "sphinxbase"]);
  await ensureNativeBuild(root, { pocketSphinx });
}

// This module is never packed: only a checkout has it.
if (!existsSync(join(root, "package-lock.json"))) {
  try {
    await build();
  } catch (error) {
    console.error(error instanceof SetupError ? `sister: ${error.message}` : error);
    process.exitCode = 1;
  }
}
