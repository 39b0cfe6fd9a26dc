/** The set-up and the system packages, on systems that are made up. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fakeSystem } from "./fake-system.js";

/** Has installed what apt-get was told to install, and nothing before. */
const DPKG_QUERY = `
shift 2
for name in "$@"; do
  if [ -e "$SYSTEM/installed" ]; then echo "$name installed"; else echo "no packages found matching $name" >&2; fi
done`;
const APT_GET = `
echo "$@" >>"$SYSTEM/calls"
case "$1" in
  update) : >"$SYSTEM/lists" ;;
  install) if [ -e "$SYSTEM/lists" ]; then : >"$SYSTEM/installed"; else echo "E: Unable to locate package"; exit 100; fi ;;
esac`;
/** As the real one: NAME=VALUE, then a program with its arguments. */
const ENV = `while [ "\${1#*=}" != "$1" ]; do shift; done; exec "$@"`;

const SET_UP = ["scripts/setup.mjs", "--only", "system"];

describe("system packages", () => {
  test("neither root nor sudo: what is missing and the command that installs it", () => {
    using system = fakeSystem({ "dpkg-query": DPKG_QUERY, "apt-get": APT_GET });
    const { status, stderr } = system.run(SET_UP);
    expect(status).toBe(1);
    expect(stderr).toContain("Open MPI with its headers: openmpi-bin libopenmpi-dev");
    expect(stderr).toMatch(
      /apt-get update && apt-get install -y .*openmpi-bin .*ffmpeg .*pocketsphinx-en-us .*apertium-eng-spa .*flite/,
    );
    expect(stderr).not.toContain("openssh-server");
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test("the tests ask for an ssh server and cmake too", () => {
    using system = fakeSystem({ "dpkg-query": DPKG_QUERY, "apt-get": APT_GET });
    expect(system.run([...SET_UP, "--tests"]).stderr).toMatch(/apt-get install .*openssh-server iproute2 cmake/);
  });

  test("only what is missing is named", () => {
    using system = fakeSystem({
      "dpkg-query": `shift 2; for name in "$@"; do if [ "$name" = flite ]; then echo "$name config-files"; else echo "$name installed"; fi; done`,
      "apt-get": APT_GET,
    });
    expect(system.run(SET_UP).stderr).toMatch(/apt-get install -y --no-install-recommends flite$/m);
  });

  test("a sudo that would ask for a password, with no terminal: the list", () => {
    using system = fakeSystem({ "dpkg-query": DPKG_QUERY, "apt-get": APT_GET, sudo: "exit 1" });
    const { status, stderr } = system.run(SET_UP);
    expect(status).toBe(1);
    expect(stderr).toContain("needs root or sudo");
  });

  test("sudo without a password: installs, and reads the lists only when it must", () => {
    using system = fakeSystem({
      "dpkg-query": DPKG_QUERY,
      "apt-get": APT_GET,
      env: ENV,
      sudo: `echo sudo >>"$SYSTEM/calls"; shift; [ "$1" = true ] && exit 0; exec "$@"`,
    });
    const first = system.run(SET_UP);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    const calls = readFileSync(join(system.folder, "calls"), "utf8");
    expect(calls.match(/^(sudo|update|install)/gm)).toEqual([
      ...["sudo", "sudo", "install"],
      ...["sudo", "update"],
      ...["sudo", "install"],
    ]);
    expect(calls).toContain("--no-install-recommends");
    expect(system.run(SET_UP)).toMatchObject({ status: 0, stdout: "set-up: nothing to do\n" });
    expect(readFileSync(join(system.folder, "calls"), "utf8")).toBe(calls);
  });

  test.skipIf(process.getuid?.() !== 0)("root (skipped when the tests are not run as root): no sudo is needed", () => {
    using system = fakeSystem({ "dpkg-query": DPKG_QUERY, "apt-get": APT_GET, env: ENV });
    expect(system.run(SET_UP, { root: true })).toMatchObject({ status: 0, stderr: "" });
  });

  test("an apt-get that fails: the end of its log", () => {
    using system = fakeSystem({
      "dpkg-query": DPKG_QUERY,
      "apt-get": `echo "E: no space left on the made-up disk"; exit 100`,
      env: ENV,
      sudo: `shift; [ "$1" = true ] && exit 0; exec "$@"`,
    });
    const { status, stderr } = system.run(SET_UP);
    expect(status).toBe(1);
    expect(stderr).toContain("status 100");
    expect(stderr).toContain("no space left on the made-up disk");
  });

  test("another package manager: a list of what to install", () => {
    using system = fakeSystem({ dnf: "exit 0" });
    const { status, stderr } = system.run(SET_UP);
    expect(status).toBe(1);
    expect(stderr).toContain("no apt");
    expect(stderr).toContain("sudo dnf install");
    for (const name of ["Open MPI", "ffmpeg", "PocketSphinx", "Apertium", "flite"]) expect(stderr).toContain(name);
  });
});
