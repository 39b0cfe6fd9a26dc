/** The generated pages about the binding are up to date. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const NO_HEADER = 2;

for (const name of ["mpi-coverage", "mpi-reference"]) {
  test(`docs/${name}.md is up to date with npm run mpi:${name.slice("mpi-".length)}`, (context) => {
    const run = spawnSync(process.execPath, [`scripts/${name}.mjs`, "--check"], { cwd: root, encoding: "utf8" });
    if (run.status === NO_HEADER) context.skip(run.stderr.trim());
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });
}
