/** Tests which ports can be reached over the network. */
import { readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import type { Stack } from "./stack.js";

/** The first ephemeral port: other programs of this machine may have ports from here on. */
const PORTS = Number(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s+/)[0]);
const AT_ONCE = 500;
/** Open ports answer at once; a port that is silent for this long counts as closed. */
const SILENT_MS = 1000;

/** An address of this machine on its network. */
export function addressOutside(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const found = addresses.find(({ family, internal }) => family === "IPv4" && !internal);
  if (!found) throw new Error("this machine has no address but its loopback");
  return found.address;
}

/** Whether a port accepts connections. */
export function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const end = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(SILENT_MS, end(false));
    socket.once("connect", end(true)).once("error", end(false));
  });
}

/** All ports of an address that accept connections, below the ephemeral ones. */
export async function openPorts(host: string): Promise<number[]> {
  const open: number[] = [];
  let next = 1;
  const look = async (): Promise<void> => {
    while (next < PORTS) {
      const port = next++;
      if (await isOpen(host, port)) open.push(port);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  return open.sort((a, b) => a - b);
}

/** Prints for each "ADDRESS PORT" whether it accepts a connection. */
const CONNECT = `
for target in "$@"; do
  read -r address port <<< "$target"
  if timeout 2 bash -c "exec 3<> /dev/tcp/$address/$port" 2> /dev/null; then echo open; else echo closed; fi
done`;

/**
 * Whether each target accepts connections from a container of the stack, or, with null, from a container on Docker's
 * default network.
 */
export async function reached(stack: Stack, from: string | null, targets: readonly string[]): Promise<string[]> {
  const script = ["bash", "-c", CONNECT, "bash", ...targets];
  const said =
    from === null
      ? (await stack.docker(["run", "--rm", "--network", "bridge", "sister/redis:test", ...script])).stdout.trim()
      : await stack.exec(from, script);
  return said.split("\n");
}

/** The addresses of a container, one for each network. */
export async function addressesOf(stack: Stack, service: string): Promise<string[]> {
  const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";
  return (await stack.docker(["inspect", "-f", format, await stack.idOf(service)])).stdout.trim().split(" ");
}
