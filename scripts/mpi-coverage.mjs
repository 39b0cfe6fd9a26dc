#!/usr/bin/env node
/**
 * Lists which functions of MPI 3.1 the binding covers. Reads mpi.h of the installed library, finds the functions that
 * the addon calls, and writes docs/mpi/coverage.md.
 *
 *   npm run mpi:coverage              writes the page
 *   npm run mpi:coverage -- --check   only checks the page (exit status 1: it is out of date; 2: no MPI 3.1 header is installed)
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CHAPTERS, LEFT_OUT, NOT_COUNTED, ABOVE } from "./mpi-coverage/chapters.mjs";

const root = new URL("../", import.meta.url);
const page = new URL("docs/mpi/coverage.md", root);

/** The text of the library's mpi.h; null if there is none, or if its standard is not MPI 3.1. */
function header() {
  let flags;
  try {
    flags = execFileSync("mpicc", ["-show"], { encoding: "utf8" });
  } catch {
    return null;
  }
  const folders = [...flags.matchAll(/-I\s*(\S+)/g)].map(([, folder]) => folder);
  const file = [...folders, "/usr/include"].map((folder) => `${folder}/mpi.h`).find((name) => existsSync(name));
  if (file === undefined) return null;
  const text = readFileSync(file, "utf8");
  const standard = ["VERSION", "SUBVERSION"].map((name) => RegExp(`define MPI_${name}\\s+(\\d+)`).exec(text)?.[1]);
  return standard.join(".") === "3.1" ? text : null;
}

/** The names of the functions that a header declares, except tool information (MPI_T_…) and conversions of handles. */
function declared(text) {
  const names = new Set([...text.matchAll(/\b(MPI_[A-Z][a-z]\w*)\(/g)].map(([, name]) => name));
  return [...names].filter((name) => !/_(c2f|f2c)$/.test(name)).sort();
}

/** MPI names in the addon's code, each with the first file that uses it. Comments and strings do not count. */
function called() {
  const folder = new URL("native/mpi/", root);
  const found = new Map();
  for (const file of readdirSync(folder, { recursive: true })
    .filter((name) => /\.(cc|h)$/.test(name))
    .sort()) {
    const code = readFileSync(new URL(file, folder), "utf8")
      .replace(/\/\/.*$/gm, "")
      .replace(/"(\\.|[^"\\])*"/g, '""');
    for (const [name] of code.matchAll(/\bMPI_[A-Z][a-z]\w*/g)) if (!found.has(name)) found.set(name, file);
  }
  return found;
}

function chapterOf(name) {
  const chapter = CHAPTERS.find(({ names }) => names.test(name));
  if (!chapter) throw new Error(`${name} has no chapter: add it to one in scripts/mpi-coverage/chapters.mjs`);
  return chapter;
}

/** How a function is covered: "called" by the addon, built "above" MPI, or left "out". */
function fateOf(name, calls) {
  if (name in LEFT_OUT) return { fate: "out", why: LEFT_OUT[name] };
  if (name in ABOVE) return { fate: "above", why: ABOVE[name] };
  if (calls.has(name)) return { fate: "called", why: calls.get(name) };
  throw new Error(
    `${name} is not called, and there is no reason for it: cover it, or add it to scripts/mpi-coverage/chapters.mjs`,
  );
}

function row(cells) {
  return `| ${cells.join(" | ")} |`;
}
function table(head, rows) {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}
const code = (name) => `\`${name}\``;

/** Functions with the same reason share a row. */
function byReason(functions) {
  const rows = new Map();
  for (const { name, why } of functions) rows.set(why, [...(rows.get(why) ?? []), name]);
  return [...rows].map(([why, names]) => [names.map(code).join(" "), why]);
}

function written(text) {
  const calls = called();
  const counted = declared(text).filter((name) => !(name in NOT_COUNTED));
  const functions = counted.map((name) => ({ name, chapter: chapterOf(name), ...fateOf(name, calls) }));
  const stale = [...Object.keys(LEFT_OUT), ...Object.keys(ABOVE)].filter((name) => !counted.includes(name));
  if (stale.length > 0) throw new Error(`these are not functions of MPI 3.1: ${stale.join(", ")}`);
  const of = (fate, list = functions) => list.filter((one) => one.fate === fate);
  const covered = functions.length - of("out").length;
  const inOrder = CHAPTERS.toSorted((a, b) => parseInt(a.section) - parseInt(b.section));
  const chapters = inOrder.map((chapter) => ({
    ...chapter,
    list: functions.filter((one) => one.chapter === chapter),
  }));
  const summary = chapters.map(({ title, list }) => {
    const [direct, above, out] = ["called", "above", "out"].map((fate) => of(fate, list));
    return [
      title,
      `${list.length - out.length} of ${list.length}`,
      direct.length,
      above.length,
      out.map(({ name }) => code(name)).join(" "),
    ];
  });
  const all = [
    "all",
    `**${covered} of ${functions.length}**`,
    of("called").length,
    of("above").length,
    of("out").length,
  ];
  const sections = chapters.map(({ title, section, list }) => {
    const direct = of("called", list).map(({ name }) => code(name));
    const above = byReason(of("above", list));
    return [
      `### ${title}`,
      `Chapter ${section} of the standard. Called by the addon: ${direct.join(" ")}`,
      above.length > 0 ? table(["built above MPI", "how"], above) : "",
    ]
      .filter(Boolean)
      .join("\n\n");
  });
  return `# Coverage of MPI 3.1

\`npm run mpi:coverage\` writes this page from the library's \`mpi.h\` and the addon's sources; \`npm test\` fails if it is out of date.

**MPI functions covered: ${covered} of ${functions.length}.** ${of("called").length} are called by the addon (\`native/mpi\`), ${of("above").length} are built above MPI, in TypeScript;
${of("out").length} are left out, each with its reason.

${table(["chapter", "covered", "called", "above MPI", "left out"], [...summary, all])}

## Left out

${table(["function", "why"], byReason(of("out")))}

Not counted:

${table(
  ["functions", "why"],
  [
    [
      "`MPI_T_…`",
      "chapter 14, tool information: for performance tools in C that inspect the library; its variables differ between libraries. `mpirun --mca` and `OMPI_MCA_…` set the same variables.",
    ],
    ["`MPI_…_c2f`, `MPI_…_f2c`", "conversions of handles between C and Fortran, which JavaScript never needs"],
    ...byReason(Object.entries(NOT_COUNTED).map(([name, why]) => ({ name, why }))),
  ],
)}

## By chapter

${sections.join("\n\n")}
`;
}

const text = header();
if (text === null) {
  console.error("no MPI 3.1 header is installed: install mpicc of Open MPI 4.1 (apt-get install libopenmpi-dev)");
  process.exitCode = 2;
} else {
  const now = written(text);
  const before = existsSync(page) ? readFileSync(page, "utf8") : "";
  if (!process.argv.includes("--check")) writeFileSync(page, now);
  else if (now !== before) {
    console.error(`${fileURLToPath(page)} is out of date: run npm run mpi:coverage`);
    process.exitCode = 1;
  }
  console.log(/\*\*(MPI functions covered: .*?)\.\*\*/.exec(now)?.[1]);
}
