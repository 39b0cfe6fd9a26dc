#!/usr/bin/env node
/**
 * Writes the reference of sister/mpi, docs/mpi/reference.md, from the doc comments of the exports of src/mpi/index.ts.
 *
 * A generator of its own, because TypeDoc 0.28 with typedoc-plugin-markdown 4.14 makes 26,000 lines of the same
 * comments where this one makes 3,400: it repeats inherited members for each subclass and sets `send`, `sendSync` and
 * `isend` apart. It also takes 25 s of CPU time, and this one less than 1 s.
 *
 *   npm run mpi:reference              writes the page
 *   npm run mpi:reference -- --check   only checks the page (exit status 1: it is out of date)
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { declarationsOf, exportsOf } from "./mpi-reference/declarations.mjs";
import { aliasBlock, classSections, constantRow, functionBlocks, interfaceBlock } from "./mpi-reference/markdown.mjs";

const root = new URL("../", import.meta.url);
const page = new URL("docs/mpi/reference.md", root);
const index = fileURLToPath(new URL("src/mpi/index.ts", root));

/** Classes in the order of the page. Any other class follows. */
const ORDER = [
  ...["Communicator", "Request", "PersistentRequest", "Status", "Message", "Datatype", "Op", "MpiError"],
  ...["Intercommunicator", "CartesianCommunicator", "GraphCommunicator", "DistGraphCommunicator", "Group"],
  ...["Window", "File", "Info", "Keyval"],
];

function anchor(name) {
  return `#${name.toLowerCase()}`;
}

function written() {
  const exported = exportsOf(index);
  const found = exported.map(({ name, file }) => ({ name, ...declarationsOf(name, file) }));
  const of = (kind) => found.filter((one) => one.kind === kind);
  const place = ({ name }) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const classes = of("class").sort((a, b) => place(a) - place(b));
  const types = [...of("interface"), ...of("alias")].sort((a, b) => a.name.localeCompare(b.name));
  const links = classes.map(({ name }) => `[${name}](${anchor(name)})`).join(" · ");
  return `# Reference of \`sister/mpi\`

\`npm run mpi:reference\` writes this page from the comments in the sources; \`npm test\` fails if it is out of date. [The guide](guide.md) explains how to use the binding.

Methods in one block are forms of one operation: \`Sync\` blocks the thread, \`i…\` returns a Request, and the others return a promise.
Every call throws (\`Sync\`, \`i…\`) or rejects (promises) with an [MpiError](#mpierror); a wrong argument is refused before MPI is called.
Object operations refuse values that structured clone cannot copy with a DataCloneError.

Classes: ${links}

Also: [functions](#functions) · [constants](#constants) · [types](#types)

${classes.map((one) => `## ${one.name}\n\n${classSections(one)}`).join("\n\n")}

## Functions

${functionBlocks(of("function"))}

## Constants

| constant | meaning |
| --- | --- |
${of("constant").map(constantRow).join("\n")}

## Types

${types.map((one) => `### ${one.name}\n\n${one.kind === "alias" ? aliasBlock(one) : interfaceBlock(one)}`).join("\n\n")}
`;
}

const now = written();
const before = existsSync(page) ? readFileSync(page, "utf8") : "";
if (!process.argv.includes("--check")) writeFileSync(page, now);
else if (now !== before) {
  console.error(`${fileURLToPath(page)} is out of date: run npm run mpi:reference`);
  process.exitCode = 1;
}
