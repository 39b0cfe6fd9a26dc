/** The generated pages about the binding are up to date. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const NO_HEADER = 2;

for (const name of ["coverage", "reference"]) {
  test(`docs/mpi/${name}.md is what npm run mpi:${name} writes`, (context) => {
    const run = spawnSync(process.execPath, [`scripts/mpi-${name}.mjs`, "--check"], { cwd: root, encoding: "utf8" });
    if (run.status === NO_HEADER) context.skip(run.stderr.trim());
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });
}
