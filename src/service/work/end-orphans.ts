/** Ends what a server that was killed outright has left running: ffmpeg has no parent then, and would encode for hours for nobody. */
import { readdir, readFile } from "node:fs/promises";

/**
 * Kills the processes of this machine that were given a path that begins like this; it must be one that nobody else has, such as one with a UUID.
 * Where there is no /proc, nothing is done.
 */
export async function endOrphans(path: string): Promise<void> {
  const processes = await readdir("/proc").catch(() => []);
  for (const name of processes) {
    if (!/^\d+$/.test(name) || name === String(process.pid)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    if (!command.split("\0").some((word) => word.includes(path))) continue;
    try {
      process.kill(Number(name), "SIGKILL");
    } catch {
      // It has ended meanwhile, or is somebody else's.
    }
  }
}
