/** The keys that set-up-cluster makes before the first start of a cluster; test/cluster has it in its container. */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ROOT } from "../fake-system.js";

/** Hosts with a volume; the image also has a folder for hosts without one. */
const HOSTS = ["mpi-master", "mpi-worker1", "mpi-worker2"];
const OTHER = "mpi-worker3";
const ADDED = "machine7 ssh-ed25519 AAAAoperator";

let folder = "";
const at = (...names: string[]): string => join(folder, ...names);
const read = (...names: string[]): string => readFileSync(at(...names), "utf8");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-set-up-cluster-"));
  for (const name of ["app", "postgres", "redis"]) mkdirSync(at("secrets", name), { recursive: true });
  for (const host of [...HOSTS, OTHER]) mkdirSync(at("mpi", "hosts", host), { recursive: true });
  for (const name of ["bin", "tls", "seed", "cluster", "mpi/client"]) mkdirSync(at(name));
  writeFileSync(at("seed", "hostfile"), "mpi-master slots=1\n");
  // Only root can mount a volume, so these folders count as mounted.
  const mounted = `#!/bin/sh\ncase $2 in ${HOSTS.map((host) => `*/${host}`).join(" | ")}) ;; *) exit 1 ;; esac\n`;
  writeFileSync(at("bin", "mountpoint"), mounted, { mode: 0o755 });
  const script = readFileSync(join(ROOT, "docker/sister/set-up-cluster"), "utf8");
  const placed = script.replace(/(?<=[\s"'(])\/(secrets|mpi|tls|seed|cluster)\//g, `${folder}/$1/`);
  writeFileSync(at("set-up-cluster"), placed);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function setUp(): string {
  const env = { ...process.env, PATH: `${at("bin")}:${process.env["PATH"] ?? ""}` };
  const { status, stdout, stderr } = spawnSync("bash", [at("set-up-cluster")], { encoding: "utf8", env });
  expect(status, stderr).toBe(0);
  return stdout + stderr;
}

const isThere = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

test("every MPI host has a host key of its own, and mpi-master knows all of them", ({ skip }) => {
  const absent = ["openssl", "ssh-keygen"].filter((program) => !isThere(program));
  if (absent.length > 0) skip(`not installed: ${absent.join(", ")}`);
  setUp();
  const keys = HOSTS.map((host) => read("mpi", "hosts", host, "host_ed25519_key"));
  expect(new Set(keys).size).toBe(HOSTS.length);
  const known: string[] = [];
  for (const host of HOSTS) {
    const file = at("mpi", "hosts", host, "host_ed25519_key");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [type = "", key = "", comment] = read("mpi", "hosts", host, "host_ed25519_key.pub").trim().split(" ");
    expect([type, comment]).toEqual(["ssh-ed25519", host]);
    // The public key belongs to the private one.
    expect(spawnSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" }).stdout).toContain(`${type} ${key}`);
    expect(read("mpi", "hosts", host, "authorized_keys")).toBe(read("mpi", "client", "id_ed25519.pub"));
    known.push(`[${host}]:2222,[${host}.mpi]:2222 ${type} ${key}`);
  }
  expect(read("mpi", "client", "known_hosts").trim().split("\n")).toEqual(known);
  expect(readdirSync(at("mpi", "hosts", OTHER))).toEqual([]);

  // A later run keeps all keys, and lines that an operator added.
  writeFileSync(at("mpi", "client", "known_hosts"), `${known.join("\n")}\n${ADDED}\n`);
  expect(setUp()).not.toContain("made");
  expect(HOSTS.map((host) => read("mpi", "hosts", host, "host_ed25519_key"))).toEqual(keys);
  expect(read("mpi", "client", "known_hosts").trim().split("\n")).toEqual([...known, ADDED]);
  expect(existsSync(at("tls", "tls.crt"))).toBe(true);
});

test("sshd of an MPI host shows the key of this host", () => {
  const configuration = readFileSync(join(ROOT, "docker/sister/sshd_config"), "utf8");
  expect(configuration.match(/^HostKey .*$/gm)).toEqual(["HostKey /mpi/host/host_ed25519_key"]);
  expect(configuration).toMatch(/^AuthorizedKeysFile \/mpi\/host\/authorized_keys$/m);
});
