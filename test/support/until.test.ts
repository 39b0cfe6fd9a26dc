import { afterEach, describe, expect, it, vi } from "vitest";
import { patience } from "./pace.js";
import { until } from "./until.js";

afterEach(() => vi.unstubAllEnvs());

describe("the limit of a test", () => {
  it("follows the pace of the machine, and is wide on a quiet one", () => {
    vi.stubEnv("SISTER_TEST_PACE", "1");
    expect(patience(1000)).toBe(3000);
    vi.stubEnv("SISTER_TEST_PACE", "4");
    expect(patience(1000)).toBe(12_000);
  });
});

describe("a wait for a condition", () => {
  it("ends when the condition holds, and gives the time that it took", async () => {
    let looks = 0;
    const took = await until(() => ++looks === 3, { every: 1 });
    expect(looks).toBe(3);
    expect(took).toBeGreaterThan(0);
  });

  it("fails with the last state that was seen", async () => {
    vi.stubEnv("SISTER_TEST_PACE", "1");
    const seen = (): unknown => ({ status: "running" });
    await expect(until(() => false, { ms: 5, every: 1, what: "the job's end", seen })).rejects.toThrow(
      'waited 15 ms for: the job\'s end; last seen: {"status":"running"}',
    );
  });

  it("fails at once with what the condition throws", async () => {
    await expect(until(() => Promise.reject(new Error("no answer")))).rejects.toThrow("no answer");
  });
});
