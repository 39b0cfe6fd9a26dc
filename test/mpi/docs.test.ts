/** The examples of the guides run as they stand. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runRanks } from "./launch.js";

const root = new URL("../../", import.meta.url);
/** Inside the checkout, or "sister/mpi" would not be found; git ignores it. */
const folder = new URL("build-docs-examples/", root);
beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function blocksOf(page: string): string[] {
  const text = readFileSync(new URL(page, root), "utf8");
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
}

/** What a block says it is: a module beside the programs, by its first line `// work.ts`. */
const moduleName = (block: string): string | undefined => /^\/\/ (\S+\.ts)\n/.exec(block)?.[1];

/** The programs of a page: its TypeScript blocks that import the binding. */
const programsOf = (page: string): string[] =>
  blocksOf(page).filter((block) => block.includes('from "sister/mpi"') && moduleName(block) === undefined);

for (const page of ["README.md", "docs/mpi.md"]) {
  const programs = programsOf(page);
  beforeAll(() => {
    for (const block of blocksOf(page)) {
      const name = moduleName(block);
      if (name) writeFileSync(fileURLToPath(new URL(name, folder)), block);
    }
  });
  it(`${page} has examples`, () => expect(programs.length).toBeGreaterThan(0));
  for (const [i, program] of programs.entries()) {
    it(`${page}, example ${i + 1}, runs on 2 ranks`, { timeout: 70_000 }, async () => {
      const file = new URL(`${page.replace(/\W/g, "-")}-${i}.ts`, folder);
      writeFileSync(fileURLToPath(file), program);
      const run = await runRanks(file, { ranks: 2 });
      expect(run.status, run.stderr).toBe(0);
    });
  }
}
