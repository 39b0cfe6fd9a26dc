/** The sockets of a process, from Linux's /proc. They show whether a connection is closed for good, which its other end cannot see. */
import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";

/** The sockets that a process has open, each with a name of its own. Default: this process. */
export async function openSockets(pid = process.pid): Promise<Set<string>> {
  const folder = `/proc/${pid}/fd`;
  const targets = await Promise.all(
    (await readdir(folder)).map((name) => readlink(join(folder, name)).catch(() => "closed meanwhile")),
  );
  return new Set(targets.filter((target) => target.startsWith("socket:")));
}
