/**
 * The container engine of the tests restores the machine's network. These tests run in a separate network namespace.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../support/cluster/programs.js";

const has = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, program)));

/** Prints the state that an engine changes, for comparisons. */
const LOOK = `
look() {
  for tool in iptables ip6tables; do for table in filter nat; do $tool-save -t $table | grep -v '^#' | sed 's/ \\[[0-9:]*\\]$//'; done; done
  cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding
  ip -o link | awk -F': ' '{ print $2 }' | sort
}
`;

/** Why no engine can be started here, or null. */
const missing: string | null = (() => {
  if (process.getuid?.() !== 0) return "an engine can be started only by root";
  const absent = ["dockerd", "docker", "unshare", "iptables-save", "ip"].filter((program) => !has(program));
  return absent.length > 0 ? `not installed: ${absent.join(", ")}` : null;
})();

test.for([
  [
    "of a machine with rules of its own",
    "iptables -A FORWARD -s 10.9.0.0/16 -m comment --comment 'a rule of ours' -j ACCEPT",
  ],
  ["of a machine that forwards", "echo 1 > /proc/sys/net/ipv4/ip_forward"],
  ["of a machine that forwards nothing", "iptables -P FORWARD DROP"],
] as const)("packet filters, forwarding and bridges, %s", async ([, first], { skip }) => {
  if (missing !== null) skip(missing);
  const folder = await mkdtemp(join(tmpdir(), "sister-engine-test-"));
  const script = join(folder, "script");
  const engine = join(ROOT, "scripts", "cluster", "engine.sh");
  // A rule that others add while the engine runs stays. The changes of a killed engine are reverted by the next "down".
  const text = `set -euo pipefail
mount -t tmpfs none /run
${LOOK}
ip link set lo up
for tool in iptables ip6tables; do $tool -t filter -S > /dev/null; $tool -t nat -S > /dev/null; done
${first}
look > "$1/before"
# Nothing is downloaded here, and Compose is not needed.
mkdir -p "$1/engine/compose/usr/libexec/docker/cli-plugins"
install -m 755 /bin/true "$1/engine/compose/usr/libexec/docker/cli-plugins/docker-compose"
bash ${engine} up "$1/engine" > /dev/null
docker --host "unix://$1/engine/docker.sock" network create "$2" > /dev/null
look > "$1/between"
iptables -A INPUT -s 10.8.0.1 -j DROP
[ "$2" != killed ] || { kill -9 "$(cat "$1/engine/docker.pid")"; while kill -0 "$(cat "$1/engine/docker.pid")" 2> /dev/null; do sleep 0.1; done; }
bash ${engine} down "$1/engine"
iptables -D INPUT -s 10.8.0.1 -j DROP
look > "$1/after"
`;
  await writeFile(script, text);
  try {
    for (const how of ["ended", "killed"]) {
      execFileSync("unshare", ["--net", "--mount", "--pid", "--fork", "--mount-proc", "bash", script, folder, how], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [before, between, after] = ["before", "between", "after"].map((name) =>
        execFileSync("cat", [join(folder, name)], { encoding: "utf8" }),
      );
      expect(between).not.toBe(before);
      expect(after, how).toBe(before);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
