/** How soon the watch notices a program that was stopped from outside. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import { UNBOUNDED } from "../../src/children/bounds.js";
import { processState } from "../../src/children/process-tree.js";
import { watchChild } from "../../src/children/watch.js";

afterEach(() => {
  vi.useRealTimers();
});

test("a program that is stopped is noticed within 30 s, and one that goes on after 5 s is not", async () => {
  // The load of the machine does not change this clock: the watch counts its ticks.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const program = spawn("sleep", ["1000"], { stdio: "ignore" });
  const ended = once(program, "close");
  const pid = program.pid ?? 0;
  const becomes = async (signal: NodeJS.Signals, state: RegExp): Promise<void> => {
    process.kill(pid, signal);
    while (!state.test(processState(pid)?.state ?? "")) await new Promise((resolve) => setImmediate(resolve));
  };
  const troubles: string[] = [];
  const end = watchChild({
    ...{ pid, bounds: UNBOUNDED, withDescendants: false, output: () => 0, isWaiting: () => false },
    onTrouble: (trouble) => troubles.push(trouble),
  });
  try {
    await becomes("SIGSTOP", /T/);
    vi.advanceTimersByTime(5000);
    await becomes("SIGCONT", /[^T]/);
    vi.advanceTimersByTime(30_000);
    expect(troubles).toEqual([]);
    await becomes("SIGSTOP", /T/);
    vi.advanceTimersByTime(30_000);
    expect(troubles).toEqual(["stopped"]);
  } finally {
    end();
    program.kill("SIGKILL");
    await ended;
  }
});
