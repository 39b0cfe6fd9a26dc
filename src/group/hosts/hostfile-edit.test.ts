import { describe, expect, it } from "vitest";
import { addHost, removeHost } from "./hostfile-edit.js";

const TEXT = "# our hosts\nmaster slots=2 # the one with the videos\n\nworker1\n";

describe("An edited hostfile", () => {
  it("gets a new host at its end and new slots in the old line, and keeps its comments", () => {
    expect(addHost(TEXT, { name: "worker2", slots: 4 })).toBe(`${TEXT}worker2 slots=4\n`);
    expect(addHost("a", { name: "b", slots: 1 })).toBe("a\nb slots=1\n");
    expect(addHost(TEXT, { name: "master", slots: 8 })).toBe(
      "# our hosts\nmaster slots=8 # the one with the videos\n\nworker1\n",
    );
    expect(addHost("a slots=1\nb\na slots=2\n", { name: "a", slots: 5 })).toBe("a slots=5\nb\n");
  });

  it("keeps the settings of engines", () => {
    expect(addHost("a threads=4 slots=1 provider=cuda # ours\n", { name: "a", slots: 2 })).toBe(
      "a slots=2 threads=4 provider=cuda # ours\n",
    );
  });

  it("refuses a name that ssh would read as an option", () => {
    expect(() => addHost(TEXT, { name: "-oProxyCommand=x", slots: 1 })).toThrow(/not a host name/);
    expect(() => addHost(TEXT, { name: "a b", slots: 1 })).toThrow(/not understood/);
    expect(() => addHost(TEXT, { name: "a", slots: 0 })).toThrow(/at least one slot/);
  });

  it("can lose a host, but not its last one", () => {
    expect(removeHost(TEXT, "worker1", "hostfile")).toBe("# our hosts\nmaster slots=2 # the one with the videos\n\n");
    expect(() => removeHost(TEXT, "worker9", "hostfile")).toThrow(/master, worker1/);
    expect(() => removeHost("a\n# b\n", "a", "hostfile")).toThrow(/last host/);
  });
});
