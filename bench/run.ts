/**
 * `npm run bench [-- mpi|schedule|overhead|memory …]`: every figure of the README in one run, with its conditions. Writes bench/results/latest.md and
 * docs/images/bench.svg.
 */
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { benchMpi } from "./mpi/bench.js";
import { benchMemory, benchOverhead, benchSchedule } from "./pipeline/bench.js";
import { drawRows } from "./plot.js";
import { isReached, type Row } from "./row.js";

const PARTS: Record<string, (say: (line: string) => void) => Promise<Row[]>> = {
  mpi: benchMpi,
  schedule: benchSchedule,
  overhead: benchOverhead,
  memory: benchMemory,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in PARTS));
if (unknown !== undefined) {
  console.error(`bench: there is no part ${unknown}: give any of ${Object.keys(PARTS).join(", ")}, or none for all`);
  process.exit(2);
}

const rows: Row[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name} …`);
  rows.push(...(await part((line) => console.log(`  ${line}`))));
}

const mpirun = execFileSync("mpirun", ["--version"]).toString().split("\n")[0];
const conditions = `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}, ${mpirun}, ${new Date().toISOString().slice(0, 10)}`;
const number = (row: Row, value: number): string =>
  `${value >= 100 ? value.toFixed(0) : value.toFixed(value < 10 ? 2 : 1)}${row.unit === "x" ? "x" : ""}`;
const table = [
  "| what | measured | bar | conditions |",
  "| --- | --- | --- | --- |",
  ...rows.map((row) => {
    const unit = row.unit === "x" || row.unit === "" ? "" : ` ${row.unit}`;
    return `| ${row.name} | **${number(row, row.measured)}**${unit} | ${number(row, row.bar)}${unit} ${isReached(row) ? "✓" : "✗"} | ${row.detail} |`;
  }),
  "",
  conditions,
  "",
].join("\n");
console.log(`\n${table}`);
const results = new URL("./results/", import.meta.url);
await mkdir(results, { recursive: true });
await writeFile(new URL(asked.length > 0 ? `${asked.join("-")}.md` : "latest.md", results), table);
if (asked.length === 0)
  await writeFile(new URL("../docs/images/bench.svg", import.meta.url), drawRows(rows, conditions));
