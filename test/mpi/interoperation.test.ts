/**
 * Ranks with sister/mpi, mpi4py and C in one world. programs/interoperation/interoperation.{ts,py,c} make the same
 * checks in each language.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPython, NO_MPI4PY, pythonProgram, type Python } from "../../bench/mpi/mpi4py.js";
import { launcher, MPICC } from "./launcher.js";
import { nodeCommand, runWorld, type Run } from "./launch.js";

type Language = "Node" | "Python" | "C";
/** The language of each rank. */
type World = readonly Language[];

/** The first and the last rank matter: they are the roots and the ends of the rings. */
const WORLDS: readonly World[] = [
  ["Node", "Python"],
  ["Python", "Node"],
  ["Node", "Python", "Node"],
  ["Node", "C"],
  ["C", "Node"],
  ["Node", "Node", "C"],
  ["Node", "Python", "C"],
];

const source = (ending: string): URL => new URL(`./programs/interoperation/interoperation.${ending}`, import.meta.url);

let folder = "";
let python: Python | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sister-interoperation-"));
  const words = ["-O1", "-Wall", "-Wextra", fileURLToPath(source("c")), "-o", join(folder, "program")];
  execFileSync(MPICC, words, { stdio: "pipe" });
  if (launcher.library === "Open MPI") python = await findPython(launcher.library);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The reason why a world cannot be made here; null: it can. */
function missing(world: World): string | null {
  if (!world.includes("Python")) return null;
  if (launcher.library === "MPICH") return "not with MPICH: Debian's mpi4py is built over Open MPI";
  return python ? null : NO_MPI4PY;
}

function run(world: World, ...args: string[]): Promise<Run> {
  const commands: Record<Language, () => readonly string[]> = {
    Node: () => nodeCommand(source("ts"), args),
    Python: () => (python ? pythonProgram(python, source("py")) : []),
    C: () => [join(folder, "program")],
  };
  return runWorld(
    world.map((language) => ({ ranks: 1, command: commands[language]() })),
    { limitSeconds: 50 },
  );
}

describe("ranks of several languages in one world", () => {
  for (const world of WORLDS) {
    it(`exchange messages: ${world.join(", ")}`, async ({ skip }) => {
      const reason = missing(world);
      if (reason) return skip(reason);
      const { reports, timedOut, status, stderr } = await run(world);
      const failures = reports.filter(({ error }) => error !== null);
      expect(
        failures.map(({ rank, language, name, error }) => `rank ${rank} (${language}): ${name}: ${error}`),
      ).toEqual([]);
      expect(timedOut, `the last reports: ${JSON.stringify(reports.slice(-world.length))}`).toBe(false);
      expect(status, stderr).toBe(0);
      // Each rank used its language and made all checks.
      const names = [...new Set(reports.map(({ name }) => name))];
      expect(names.length).toBeGreaterThan(15);
      for (const [number, language] of world.entries()) {
        const made = reports.filter((report) => report.rank === number && report.language === language);
        expect(
          made.map(({ name }) => name),
          `rank ${number} (${language})`,
        ).toEqual(names);
      }
    });
  }

  for (const world of [
    ["Python", "Node"],
    ["C", "Node"],
  ] as const) {
    it(`end together when a sister/mpi rank throws: ${world.join(", ")}`, async ({ skip }) => {
      const reason = missing(world);
      if (reason) return skip(reason);
      const { timedOut, status, stderr } = await run(world, "throw");
      expect(timedOut).toBe(false);
      expect(status).toBe(1);
      expect(stderr).toMatch(/rank 1: uncaught error, the job is aborted\nError: thrown on purpose/);
    });
  }
});
