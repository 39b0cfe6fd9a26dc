/** The secrets of a stack, and the places where they must not be. */
import type { Stack } from "./stack.js";

const FILES: readonly (readonly [service: string, file: string])[] = [
  ["backend1", "/secrets/app/database"],
  ["backend1", "/secrets/app/redis"],
  ["postgres-master", "/secrets/postgres/replication"],
  ["postgres-master", "/secrets/postgres/monitor"],
  ["mpi-master", "/mpi/client/id_ed25519"],
  ["mpi-master", "/mpi/host/host_ed25519_key"],
  ["nginx", "/tls/tls.key"],
];

/** A revealing text of each secret: a password, or a line of a key. */
export async function secretsOf(stack: Stack): Promise<string[]> {
  return Promise.all(
    FILES.map(async ([service, file]) => {
      const lines = (await stack.exec(service, ["cat", file])).split("\n");
      return lines.length === 1 ? (lines[0] ?? "") : (lines.find((line) => !line.startsWith("-----")) ?? "");
    }),
  );
}

/** Modes of all files of secrets. */
export async function modesOfSecrets(stack: Stack): Promise<string[]> {
  const all = await Promise.all(FILES.map(([service, file]) => stack.exec(service, ["stat", "-c", "%a", file])));
  return [...new Set(all)];
}

/** Names of files that only the set-up may create, and that no image may hold. */
export async function keysInImages(stack: Stack, images: readonly string[]): Promise<string> {
  const look =
    "find / -xdev \\( -name 'ssh_host_*' -o -name 'id_*25519*' -o -name '*.pem' -path '*sister*' -o -path '/secrets/*' -type f -o -path '/tls/*' -type f -o -path '/mpi/*' -type f -o -name '.env*' -path '/opt/*' \\) 2> /dev/null | grep -v '/usr/share/' || true";
  const found = await Promise.all(
    images.map(
      async (image) =>
        (await stack.docker(["run", "--rm", "--network", "none", "--entrypoint", "bash", image, "-c", look])).stdout,
    ),
  );
  return found.join("");
}
