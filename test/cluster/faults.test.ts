/**
 * Every fault of every container, one at a time, under load: `npm run test:cluster -- --faults`. Each outcome is
 * written to docs/cluster/faults.md at once, so an interrupted run keeps its outcomes.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { talk } from "../support/api/server.js";
import { FAULTS, inject } from "../support/cluster/faults.js";
import { startLoad } from "../support/cluster/load.js";
import { ROOT } from "../support/cluster/programs.js";
import { SLEEPING, useStack } from "../support/cluster/use-stack.js";

const ALL = [
  ...["nginx", "backend1", "backend2", "backend3", "mpi-master", "mpi-worker1", "mpi-worker2"],
  ...["postgres-master", "postgres-slave1", "postgres-slave2", "postgres-monitor"],
  ...["redis-master", "redis-slave1", "redis-slave2", "redis-sentinel1", "redis-sentinel2", "redis-sentinel3"],
];
/** Only these services, separated by commas. */
const SERVICES = process.env["SISTER_CLUSTER_SERVICES"]?.split(",") ?? ALL;
const LOAD = { short: 30, long: 5 };
const TABLE = join(ROOT, "docs", "cluster", "faults.md");

interface Row {
  service: string;
  fault: string;
  jobs: string;
  seconds: string;
}

function writeTable(rows: readonly Row[]): void {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  const lines = [
    "# Faults of the cluster",
    "",
    `\`npm run test:cluster -- --faults\`, ${new Date().toISOString().slice(0, 10)}, at ${commit}, on ${execFileSync("nproc", { encoding: "utf8" }).trim()} cores. Each fault hits the production stack while it works on ${LOAD.short} short and ${LOAD.long} long jobs`,
    "(with an engine that sleeps). A crash kills all processes of the container. A pause stops them for 20 s. A cut disconnects the container from its networks for 20 s. The last column is the time from the end of the fault until every container was healthy; 60 s are allowed.",
    "",
    "| container | fault | jobs | healthy after |",
    "| --- | --- | --- | --- |",
    ...rows.map(({ service, fault, jobs, seconds }) => `| ${service} | ${fault} | ${jobs} | ${seconds} |`),
    "",
  ];
  writeFileSync(TABLE, lines.join("\n"));
}

describe("the production stack under load survives", () => {
  const used = useStack({ file: "docker-compose.yml", project: "sister-faults", port: 18_280, env: SLEEPING });
  let files: { short: Uint8Array; long: Uint8Array };
  const rows: Row[] = [];
  beforeAll(async () => {
    files = { short: await talk(20), long: await talk(65) };
  });

  const cases = SERVICES.flatMap((service) => FAULTS.map((fault) => ({ service, fault })));
  test.for(cases)("$service: $fault", async ({ service, fault }) => {
    const { stack, client } = used();
    const row: Row = { service, fault, jobs: "", seconds: "" };
    rows.push(row);
    const load = startLoad(client, files, LOAD);
    try {
      await inject(stack, service, fault);
      row.seconds = await stack.healthyWithin(60).then(
        (seconds) => `${seconds.toFixed(0)} s`,
        (error: unknown) => `**not within 60 s**: ${String(error).slice(0, 120)}`,
      );
      const { completed } = await load.outcome();
      row.jobs = `${completed} of ${LOAD.short + LOAD.long} done, 0 lost, 0 doubled`;
    } catch (error) {
      row.jobs = `**${String(error).slice(0, 160).replaceAll("|", "/").replaceAll("\n", " ")}**`;
      throw error;
    } finally {
      writeTable(rows);
    }
    expect(row.seconds).toMatch(/^\d+ s$/);
  });
});
