import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { devicesOf, formatHostfile, parseHostfile, ranksFor, thisMachineFirst } from "./hostfile.js";

describe("A hostfile", () => {
  it("is read with hosts, slots and comments, and the lines of one host add up", () => {
    const hosts = parseHostfile("# ours\nmpi-master slots=2 max_slots=4\n\nmpi-worker1 # one\nmpi-master\n");
    expect(hosts).toEqual([
      { name: "mpi-master", slots: 3 },
      { name: "mpi-worker1", slots: 1 },
    ]);
    expect(formatHostfile(hosts)).toBe("mpi-master slots=3\nmpi-worker1 slots=1\n");
  });

  it("may set the devices of a host, which are not in mpirun's hostfile and not set for other hosts", () => {
    const hosts = parseHostfile("a slots=2 threads=4\nb provider=cuda threads=1\nc\na slots=1 provider=cpu\n");
    expect(hosts).toEqual([
      { name: "a", slots: 3, threads: 4, provider: "cpu" },
      { name: "b", slots: 1, threads: 1, provider: "cuda" },
      { name: "c", slots: 1 },
    ]);
    expect(formatHostfile(hosts)).toBe("a slots=3\nb slots=1\nc slots=1\n");
    expect(devicesOf(hosts)).toEqual([
      { host: "a", threads: 4, provider: "cpu" },
      { host: "b", threads: 1, provider: "cuda" },
    ]);
    expect(devicesOf(null)).toEqual([]);
  });

  it("with unknown threads or providers is refused, with the line and the allowed values", () => {
    expect(() => parseHostfile("a threads=0", "f")).toThrow(/f, line 1: "threads=0": .* from 1 to 64; a line is/);
    expect(() => parseHostfile("a\nb threads=many", "f")).toThrow(/f, line 2: "threads=many"/);
    expect(() => parseHostfile("a provider=rocm")).toThrow(/"provider=rocm": a provider is one of cpu, cuda, coreml/);
  });

  it("with a malformed line is refused, with the number of the line", () => {
    expect(() => parseHostfile("a\nb cores=2", "hosts.txt")).toThrow(/hosts\.txt, line 2: "cores=2" is not understood/);
    expect(() => parseHostfile("-oProxyCommand=x")).toThrow(/not a host name/);
    expect(() => parseHostfile("a slots=0")).toThrow(/at least one slot/);
    expect(() => parseHostfile("# nobody")).toThrow(/names no host/);
  });

  it("gets this machine as its first host, and is refused without it", async () => {
    const ordered = await thisMachineFirst(
      [
        { name: "192.0.2.1", slots: 1 },
        { name: hostname(), slots: 2 },
      ],
      "f",
    );
    expect(ordered.map((host) => host.name)).toEqual([hostname(), "192.0.2.1"]);
    await expect(thisMachineFirst([{ name: "192.0.2.1", slots: 1 }], "f")).rejects.toThrow(/is not in f.*slots=1/);
  });

  it("gives a rank for each slot, and refuses more", () => {
    const hosts = [
      { name: "a", slots: 2 },
      { name: "b", slots: 1 },
    ];
    expect(ranksFor(hosts, null, "f")).toBe(3);
    expect(ranksFor(hosts, 2, "f")).toBe(2);
    expect(() => ranksFor(hosts, 4, "f")).toThrow(/--ranks 4 is more than the 3 slots of f/);
  });
});
