/** The lock of a folder, taken by real processes. */
import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { patience } from "../support/pace.js";

const PROGRAM = fileURLToPath(new URL("../support/store/take-lock.ts", import.meta.url));

let place: string;
let folder: string;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "sister-lock-"));
  folder = join(place, "database");
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(place, { recursive: true, force: true });
});

async function begin(): Promise<ChildProcess> {
  const child = fork(PROGRAM, [folder], { execArgv: ["--import", "tsx"] });
  children.add(child);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the program that takes the lock ended with ${String(code)}`);
  });
  await Promise.race([once(child, "message"), ended]);
  ended.catch(() => undefined);
  return child;
}

async function ask(child: ChildProcess, what: "take" | "give"): Promise<string> {
  const answer = once(child, "message");
  child.send(what);
  return String((await answer)[0]);
}

it(
  "the lock of a folder is taken by one of three processes at once, whatever an earlier process left in its file",
  { timeout: patience(120_000) },
  async () => {
    const three = await Promise.all([begin(), begin(), begin()]);
    const stranger = spawn("sleep", ["600"]);
    children.add(stranger);
    // A process that has ended, a live one that is not a server, this process, and text that no process writes.
    const left = ["4194304\n", `${stranger.pid}\n`, `${process.pid}\n`, "1\n", "", "not a number", "-1\n"];
    for (let round = 0; round < 3 * left.length; round++) {
      await writeFile(`${folder}.lock`, left[round % left.length] ?? "");
      const answers = await Promise.all(three.map((child) => ask(child, "take")));
      const holders = three.filter((_, i) => answers[i] === "taken");
      expect(holders.length, answers.join("\n")).toBe(1);
      expect(
        answers.filter((answer) => /is in use by .*stop that one, or set SISTER_DATA_DIR/.test(answer)),
      ).toHaveLength(2);
      const [holder] = holders;
      // A later process reads which process it is.
      const other = three.find((child) => child !== holder);
      if (!holder || !other) throw new Error("there are three");
      expect(await ask(other, "take")).toContain(`is in use by process ${holder.pid} (another sister serve)`);
      await ask(holder, "give");
    }
    for (const child of three) child.disconnect();
  },
);

it(
  "the lock of a folder is free at once when its holder is killed, although its file stays",
  { timeout: patience(60_000) },
  async () => {
    const [first, second] = [await begin(), await begin()];
    expect(await ask(first, "take")).toBe("taken");
    const ended = once(first, "exit");
    first.kill("SIGKILL");
    await ended;
    expect((await readFile(`${folder}.lock`, "utf8")).trim()).toBe(String(first.pid));
    expect(await ask(second, "take")).toBe("taken");
    second.disconnect();
  },
);
