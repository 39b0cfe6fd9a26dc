/** The examples in the guides run unchanged and print what the page says. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runRanks } from "./launch.js";
import { launcher } from "./launcher.js";

const root = new URL("../../", import.meta.url);
/** Inside the checkout, so that "sister/mpi" resolves. git ignores it. */
const folder = new URL("build-docs-examples/", root);
beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Example {
  program: string;
  /** Expected lines in any order, if a text block follows the program. */
  prints: string[] | null;
}

/** The programs of a page: TypeScript blocks that import the binding. */
function examplesOf(page: string): Example[] {
  const text = readFileSync(new URL(page, root), "utf8");
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```(?:\n+```text\n([\s\S]*?)```)?/g)];
  return blocks
    .map(([, program = "", prints]) => ({ program, prints: prints === undefined ? null : linesOf(prints) }))
    .filter(({ program }) => program.includes('from "sister/mpi"') && moduleName(program) === undefined);
}

/** The file name of a block that is a module beside the programs, from its first line `// work.ts`. */
const moduleName = (block: string): string | undefined => /^\/\/ (\S+\.ts)\n/.exec(block)?.[1];

/** Writes the modules of a page into the folder of its programs. */
function writeModules(page: string): void {
  const text = readFileSync(new URL(page, root), "utf8");
  for (const [, block = ""] of text.matchAll(/```ts\n([\s\S]*?)```/g)) {
    const name = moduleName(block);
    if (name !== undefined) writeFileSync(fileURLToPath(new URL(name, folder)), block);
  }
}

/** Compiled as a build would do it: worker threads of Node.js 20 cannot load TypeScript, not even with tsx. */
function compiled(program: string): string {
  const { ESNext } = ts.ModuleKind;
  return ts.transpileModule(program, { compilerOptions: { module: ESNext, target: ts.ScriptTarget.ES2022 } })
    .outputText;
}

function linesOf(text: string): string[] {
  return text.trimEnd().split("\n").sort();
}

for (const page of ["README.md", "docs/mpi/guide.md", "docs/mpi/mpi4py.md"]) {
  const examples = examplesOf(page);
  beforeAll(() => writeModules(page));
  it(`${page} has examples`, () => expect(examples.length).toBeGreaterThan(0));
  for (const [i, { program, prints }] of examples.entries()) {
    it(`${page}, example ${i + 1}, runs on 2 ranks`, async ({ skip }) => {
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
