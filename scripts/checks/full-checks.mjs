/** The checks of `npm run test:full` beyond the tests: other builds of the addons, another Node.js, the cluster. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { CMAKE_BUILDS, cmakeAddons, ensureCmakeBuild, MPICH_COMPILER } from "../setup/cmake-build.mjs";
import { SetupError } from "../setup/run-program.mjs";
import { environmentOf, findLtsNode, runLts } from "./lts-run.mjs";
import { marked } from "./report.mjs";
import { runVitest } from "./vitest-run.mjs";

/** Runs tests with another build of the addons. */
async function runWithBuild(root, name, { args, env, lts = null }) {
  const what = `addons ${CMAKE_BUILDS[name].what}${lts ? `, Node.js ${lts.version}` : ""}`;
  console.log(`\nTests again, with ${what}`);
  try {
    await ensureCmakeBuild(root, name);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    return { passed: 0, failures: [`the build of the addons in build-${name}`], skips: [] };
  }
  return marked(
    what,
    await runVitest(root, {
      args,
      env: { ...(lts ? environmentOf(lts, env) : env), SISTER_NATIVE_DIR: join(root, cmakeAddons(name)) },
      ...(lts ? { node: lts.node } : {}),
    }),
  );
}

/** Repeats the tests of the addons with the CMake build, under the current LTS of Node.js if it is available. */
async function runSecondBuild(root, env) {
  const found = await findLtsNode();
  const lts = "node" in found ? found : null;
  return runWithBuild(root, "cmake", { args: ["test/mpi", "test/speech"], env, lts });
}

/** Tests the binding with MPICH and its launcher. */
function runMpich(root, env) {
  if (spawnSync(MPICH_COMPILER, ["-show"]).status !== 0) {
    const reason = `there is no ${MPICH_COMPILER} (Debian: mpich libmpich-dev)`;
    return { passed: 0, failures: [], skips: [{ name: `[addons ${CMAKE_BUILDS.mpich.what}] test/mpi`, reason }] };
  }
  return runWithBuild(root, "mpich", { args: ["test/mpi"], env: { ...env, SISTER_MPIRUN: "mpirun.mpich" } });
}

/** Tests the binding with sanitizers on 2 ranks: a program ends at its first memory error or undefined behaviour. */
function runSanitized(root, env) {
  return runWithBuild(root, "sanitized", {
    args: ["test/mpi/mpi.test.ts", "test/mpi/interoperation.test.ts"],
    env: { ...env, SISTER_SANITIZED: "1" },
  });
}

/** Tests the containers. */
const runCluster = (root, env) => runVitest(root, { args: ["--config", "vitest.cluster.config.ts"], env });

/**
 * Runs the tests of the addons with each further build, the tests under the current LTS of Node.js, and the tests of
 * the cluster.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export async function runFullChecks(root, env) {
  const parts = [];
  for (const run of [runSecondBuild, runMpich, runSanitized, runLts, runCluster]) {
    const started = Date.now();
    parts.push(await run(root, env));
    console.log(`${run.name}: ${Math.round((Date.now() - started) / 1000)} s`);
  }
  return parts;
}
