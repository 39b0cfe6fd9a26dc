import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkHosts } from "./hosts-check.js";

/** An unused address: the ssh of these tests runs commands on this machine instead, after the action of a case. */
const HOST = "192.0.2.1";

describe("checkHosts", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sister-hosts-check-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const program = async (name: string, ...lines: string[]): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"));
    await chmod(path, 0o755);
    return path;
  };
  const ask = async (...lines: string[]) => {
    const ssh = await program("ssh", "for question; do :; done", ...lines, 'exec /bin/sh -c "$question"');
    const [check] = await checkHosts([{ name: HOST, slots: 1 }], { ...process.env, OMPI_MCA_plm_rsh_agent: ssh });
    return check;
  };

  it("accepts a host with the same versions as this one", async () => {
    expect(await ask()).toEqual({ host: HOST, ok: true, detail: `answers, Node.js ${process.version}` });
  });

  it("reports a host with another version of Open MPI", async () => {
    await program("mpirun", 'echo "mpirun (Open MPI) 4.0.3"');
    expect(await ask(`PATH=${folder}:$PATH`)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/it has mpirun \(Open MPI\) 4\.0\.3, and here is .*: install the same/) as unknown,
    });
  });

  it("reports a host with another version of Sister, or without it", async () => {
    await writeFile(join(folder, "other.js"), "export {};\n");
    const there = (path: string): string => `question=$(printf %s "$question" | sed 's#cd "[^"]*"#cd "${path}"#')`;
    expect((await ask(there(folder)))?.detail).toMatch(/^Sister at .* is another version than here/);
    expect((await ask(there(join(folder, "none"))))?.detail).toMatch(/^Sister is not at .*: put the checkout there/);
  });

  it.each([
    ["ssh: connect to host 192.0.2.1 port 22: Connection refused", /Connection refused.*ssh-copy-id/],
    ["Host key verification failed.", /ssh-keyscan 192\.0\.2\.1/],
  ])("explains how to repair %j", async (said, mend) => {
    expect(await ask(`echo '${said}' >&2`, "exit 255")).toMatchObject({
      ok: false,
      detail: expect.stringMatching(mend) as unknown,
    });
  });
});
