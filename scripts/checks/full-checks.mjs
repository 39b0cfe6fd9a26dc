/** What only `npm run test:full` does beyond the tests: those of the addons with every other build of them, another Node.js, the cluster. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { CMAKE_BUILDS, cmakeAddons, ensureCmakeBuild, MPICH_COMPILER } from "../setup/cmake-build.mjs";
import { SetupError } from "../setup/run-program.mjs";
import { environmentOf, findLtsNode, runLts } from "./lts-run.mjs";
import { marked } from "./report.mjs";
import { runVitest } from "./vitest-run.mjs";

/** Runs tests with one of the builds. */
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

/** All of the addons' tests once more, under the current LTS of Node.js where there is one: what differs is theirs. */
async function runSecondBuild(root, env) {
  const found = await findLtsNode();
  const lts = "node" in found ? found : null;
  return runWithBuild(root, "cmake", { args: ["test/mpi", "test/speech"], env, lts });
}

/** The binding over the other library, started by its own launcher. */
function runMpich(root, env) {
  if (spawnSync(MPICH_COMPILER, ["-show"]).status !== 0) {
    const reason = `there is no ${MPICH_COMPILER} (Debian: mpich libmpich-dev)`;
    return { passed: 0, failures: [], skips: [{ name: `[addons ${CMAKE_BUILDS.mpich.what}] test/mpi`, reason }] };
  }
  return runWithBuild(root, "mpich", { args: ["test/mpi"], env: { ...env, SISTER_MPIRUN: "mpirun.mpich" } });
}

/** The binding's programs on 2 ranks, which end at the first fault of memory or undefined behaviour. */
function runSanitized(root, env) {
  return runWithBuild(root, "sanitized", {
    args: ["test/mpi/mpi.test.ts", "test/mpi/interoperation.test.ts"],
    env: { ...env, SISTER_SANITIZED: "1" },
  });
}

/** Containers, built and run. */
const runCluster = (root, env) => runVitest(root, { args: ["--config", "vitest.cluster.config.ts"], env });

/**
 * Runs the tests of the addons with each of the further builds, the tests under the current LTS of Node.js, and those of the cluster.
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
