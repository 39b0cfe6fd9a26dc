import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { formatHostfile, parseHostfile, ranksFor, thisMachineFirst } from "./hostfile.js";

describe("hostfiles", () => {
  it("reads hosts, slots and comments; lines of one host add up", () => {
    const hosts = parseHostfile("# ours\nmpi-master slots=2 max_slots=4\n\nmpi-worker1 # one\nmpi-master\n");
    expect(hosts).toEqual([
      { name: "mpi-master", slots: 3 },
      { name: "mpi-worker1", slots: 1 },
    ]);
    expect(formatHostfile(hosts)).toBe("mpi-master slots=3\nmpi-worker1 slots=1\n");
  });

  it("refuses what it cannot read, with the line", () => {
    expect(() => parseHostfile("a\nb cores=2", "hosts.txt")).toThrow(/hosts\.txt, line 2: "cores=2" is not understood/);
    expect(() => parseHostfile("-oProxyCommand=x")).toThrow(/no host name/);
    expect(() => parseHostfile("a slots=0")).toThrow(/at least one slot/);
    expect(() => parseHostfile("# nobody")).toThrow(/names no host/);
  });

  it("puts this machine first, whatever the order, and asks for it where it is missing", async () => {
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

  it("takes a rank for each slot, and refuses more", () => {
    const hosts = [
      { name: "a", slots: 2 },
      { name: "b", slots: 1 },
    ];
    expect(ranksFor(hosts, null, "f")).toBe(3);
    expect(ranksFor(hosts, 2, "f")).toBe(2);
    expect(() => ranksFor(hosts, 4, "f")).toThrow(/--ranks 4 is more than the 3 slots of f/);
  });
});
