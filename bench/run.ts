/**
 * `npm run bench [-- mpi|schedule|speech|pipeline|overhead|memory|text|service …] [--runs N] [--bind-to none|core]`:
 * measures every figure in one run, with its conditions. Writes bench/results/latest.md (for single parts: a file with
 * their names), docs/images/bench.svg and docs/images/bench-mpi.svg.
 */
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { benchMpi } from "./mpi/bench.js";
import { benchMemory, benchOverhead, benchSchedule } from "./pipeline/bench.js";
import { drawRows } from "./plot.js";
import { benchSpeech } from "./speech/bench.js";
import { benchWall } from "./speech/wall.js";
import { benchService } from "./service/bench.js";
import { benchText } from "./text/bench.js";
import type { Bench, Row } from "./row.js";
import { tableOf } from "./table.js";

const PARTS: Record<string, (bench: Bench) => Promise<Row[]>> = {
  mpi: benchMpi,
  schedule: benchSchedule,
  speech: benchSpeech,
  pipeline: benchWall,
  overhead: benchOverhead,
  memory: benchMemory,
  text: benchText,
  service: benchService,
};

/** With fewer runs, the benchmark is only tried out and does not replace earlier figures. */
const RUNS_LEAST = 9;

function refuse(message: string): never {
  console.error(`bench: ${message}`);
  process.exit(2);
}

const { values: options, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string" }, "bind-to": { type: "string" } },
});
const unknown = asked.find((name) => !(name in PARTS));
if (unknown !== undefined)
  refuse(`there is no part ${unknown}: give any of ${Object.keys(PARTS).join(", ")}, or none for all`);
const runs = options.runs === undefined ? undefined : Number(options.runs);
if (runs !== undefined && (!Number.isInteger(runs) || runs < 1)) refuse(`--runs ${options.runs} is no number of runs`);
const bindTo = options["bind-to"];
if (bindTo !== undefined && bindTo !== "none" && bindTo !== "core") refuse("--bind-to is none or core");

const rows: Row[] = [];
const notes: string[] = [];
const rowsOf = new Map<string, Row[]>();
for (const [name, part] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name} …`);
  const say = (line: string): void => console.log(`  ${line}`);
  const measured = await part({ say, note: (line) => notes.push(line), runs, bindTo });
  rowsOf.set(name, measured);
  rows.push(...measured);
}

const mpirun = execFileSync("mpirun", ["--version"]).toString().split("\n")[0];
const conditions = `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}, ${mpirun}, ${new Date().toISOString().slice(0, 10)}`;
const table = tableOf(rows, [...notes, conditions]);
console.log(`\n${table}`);
if (runs !== undefined && runs < RUNS_LEAST) {
  console.log(`nothing was written: figures are medians of ${RUNS_LEAST} runs and more`);
  process.exit();
}
const results = new URL("./results/", import.meta.url);
const images = new URL("../docs/images/", import.meta.url);
await mkdir(results, { recursive: true });
await writeFile(new URL(asked.length > 0 ? `${asked.join("-")}.md` : "latest.md", results), table);
const mpiRows = rowsOf.get("mpi");
if (mpiRows) await writeFile(new URL("bench-mpi.svg", images), drawRows(mpiRows, conditions));
if (asked.length === 0) {
  const pipelineRows = rows.filter((row) => !mpiRows?.includes(row));
  await writeFile(new URL("bench.svg", images), drawRows(pipelineRows, conditions));
}
