/**
 * Ends processes that a killed server left running: its ffmpeg has no parent then, and would encode for hours without
 * use.
 */
import { readdir, readFile } from "node:fs/promises";

/**
 * Kills the processes of this machine that have a path with this beginning among their arguments. It must be unique to
 * them, such as a path with a UUID. Without /proc, nothing is done.
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
      // It has ended meanwhile, or belongs to another user.
    }
  }
}
