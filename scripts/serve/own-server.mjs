/**
 * A temporary server of this checkout for a script: on a free port of the loopback address, with a data folder that is
 * removed with it.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * @param {string} root the checkout
 * @param {NodeJS.ProcessEnv} [settings] beside those of this process
 * Promise<void> }>} `settings`: for commands about the same data => @returns {Promise<{ url: string, settings:
 * NodeJS.ProcessEnv, stop: () => Promise<void> }>} `settings`: the environment for commands on the same data =>
 * Promise<void> }>} `settings`: for commands about the same data
 *
 * @example
 * const server = await startOwnServer(ROOT, { SISTER_TOKENS: "required" });
 * await fetch(new URL("/openapi.json", server.url));
 * await server.stop();
 */
export async function startOwnServer(root, settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sister-own-server-"));
  const env = { ...process.env, ...settings, PORT: "0", HOST: "127.0.0.1", SISTER_DATA_DIR: folder };
  const server = spawn(process.execPath, [join(root, "bin", "sister"), "serve"], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => server.once("close", resolve));
  const stop = async () => {
    server.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const url = await listeningAt(server);
  if (url !== undefined) return { url, settings: env, stop };
  await stop();
  throw new Error("the server did not start: run `sister serve` to see why");
}

/** The address in the server's log; undefined if the server ends first. */
function listeningAt(server) {
  return new Promise((resolve) => {
    // The log is read to its end, since a full pipe would block the server.
    createInterface({ input: server.stderr })
      .on("line", (line) => {
        const url = /"msg":"listening"/.test(line) && /"url":"([^"]+)"/.exec(line)?.[1];
        if (url) resolve(url);
      })
      .on("close", () => resolve(undefined));
  });
}
