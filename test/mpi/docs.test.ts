/** The examples of the guides run as they stand, and print what the page says. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runRanks } from "./launch.js";
import { launcher } from "./launcher.js";

const root = new URL("../../", import.meta.url);
/** Inside the checkout, or "sister/mpi" would not be found; git ignores it. */
const folder = new URL("build-docs-examples/", root);
beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Example {
  program: string;
  /** Lines in any order, where a text block follows the program. */
  prints: string[] | null;
}

/** The programs of a page: its TypeScript blocks that import the binding. */
function examplesOf(page: string): Example[] {
  const text = readFileSync(new URL(page, root), "utf8");
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```(?:\n+```text\n([\s\S]*?)```)?/g)];
  return blocks
    .map(([, program = "", prints]) => ({ program, prints: prints === undefined ? null : linesOf(prints) }))
    .filter(({ program }) => program.includes('from "sister/mpi"') && moduleName(program) === undefined);
}

/** What a block says it is: a module beside the programs, by its first line `// lease-writes.ts`. */
const moduleName = (block: string): string | undefined => /^\/\/ (\S+\.ts)\n/.exec(block)?.[1];

/** Writes the modules of a page where its programs will lie. */
function writeModules(page: string): void {
  const text = readFileSync(new URL(page, root), "utf8");
  for (const [, block = ""] of text.matchAll(/```ts\n([\s\S]*?)```/g)) {
    const name = moduleName(block);
    if (name !== undefined) writeFileSync(fileURLToPath(new URL(name, folder)), block);
  }
}

/** As a build would: worker threads of Node 20 take no TypeScript, not even under tsx. */
function compiled(program: string): string {
  const { ESNext } = ts.ModuleKind;
  return ts.transpileModule(program, { compilerOptions: { module: ESNext, target: ts.ScriptTarget.ES2022 } })
    .outputText;
}

function linesOf(text: string): string[] {
  return text.trimEnd().split("\n").sort();
}

for (const page of ["README.md", "docs/mpi.md", "docs/mpi4py.md"]) {
  const examples = examplesOf(page);
  beforeAll(() => writeModules(page));
  it(`${page} has examples`, () => expect(examples.length).toBeGreaterThan(0));
  for (const [i, { program, prints }] of examples.entries()) {
    it(`${page}, example ${i + 1}, runs on 2 ranks`, { timeout: 70_000 }, async ({ skip }) => {
      if (launcher.library === "MPICH" && program.includes(".spawn("))
        skip("not with MPICH: spawning does not work in Debian's build of it");
      const file = new URL(`${page.replace(/\W/g, "-")}-${i}.mjs`, folder);
      writeFileSync(fileURLToPath(file), compiled(program));
      const run = await runRanks(file, { ranks: 2 });
      expect(run.status, run.stderr).toBe(0);
      if (prints) expect(linesOf(run.stdout)).toEqual(prints);
    });
  }
}
