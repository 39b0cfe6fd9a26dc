import { describe, expect, it } from "vitest";
import { devicesFor, readDevices, threadsFor } from "./devices.js";

describe("devices from the environment", () => {
  it("are read from both variables; a missing or empty one requests nothing", () => {
    expect(readDevices({})).toEqual({ threads: null, provider: null });
    expect(readDevices({ SISTER_SPEECH_THREADS: "", SISTER_SPEECH_PROVIDER: "" })).toEqual({
      threads: null,
      provider: null,
    });
    expect(readDevices({ SISTER_SPEECH_THREADS: "64", SISTER_SPEECH_PROVIDER: "cuda" })).toEqual({
      threads: 64,
      provider: "cuda",
    });
  });

  it.each(["0", "65", "-1", "1.5", "two", "1e1", " 4"])("cannot be SISTER_SPEECH_THREADS=%s", (text) => {
    expect(() => readDevices({ SISTER_SPEECH_THREADS: text })).toThrow(
      /SISTER_SPEECH_THREADS is not valid: .* from 1 to 64/,
    );
  });

  it("cannot have an unknown provider", () => {
    expect(() => readDevices({ SISTER_SPEECH_PROVIDER: "CUDA" })).toThrow(
      /SISTER_SPEECH_PROVIDER is not valid: give one of cpu, cuda, coreml/,
    );
  });
});

describe("the threads of a rank", () => {
  it.each([
    { cores: 2, ranks: 2, threads: [1, 1] },
    { cores: 8, ranks: 3, threads: [3, 3, 2] },
    { cores: 4, ranks: 2, threads: [2, 2] },
    { cores: 2, ranks: 4, threads: [1, 1, 1, 1] },
    { cores: 3, ranks: 4, threads: [1, 1, 1, 1] },
    { cores: 64, ranks: 2, threads: [4, 4] },
  ])("$ranks ranks on $cores cores: $threads", ({ cores, ranks, threads }) => {
    const shares = threads.map((_, indexOnHost) => threadsFor({ cores, ranksOnHost: ranks, indexOnHost }, null));
    expect(shares).toEqual(threads);
  });

  it("are the requested number, even if the host has fewer cores", () => {
    expect(threadsFor({ cores: 2, ranksOnHost: 2, indexOnHost: 0 }, 16)).toBe(16);
  });

  it("come from the hostfile before the environment, and so does the provider", () => {
    const place = { cores: 2, ranksOnHost: 1, indexOnHost: 0 };
    const environment = { threads: 3, provider: "cuda" } as const;
    expect(devicesFor(place, [{ threads: 5, provider: null }, environment])).toEqual({ threads: 5, provider: "cuda" });
    expect(devicesFor(place, [environment])).toEqual({ threads: 3, provider: "cuda" });
    expect(devicesFor(place, [])).toEqual({ threads: 2, provider: "cpu" });
  });
});
