/** `sister serve`: the HTTP API, with an embedded database if the environment names none. */
import type { Command } from "commander";
import { startServer } from "../api/start-server.js";
import { openLog } from "../service/settings/log.js";
import { readSettings } from "../service/settings/settings.js";

export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("serve the HTTP API; with no environment set it is complete on this machine, on 127.0.0.1:8000")
    .action(async () => {
      process.exitCode = await serve();
    });
}

/** Serves until SIGINT or SIGTERM. Logs are JSON lines on standard error. */
async function serve(env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const settings = readSettings(env);
  const log = openLog(settings, env);
  // Listens before the start: a signal during the start ends the server in order as soon as it has started.
  const signalled = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, resolve);
  });
  const server = await startServer(settings, log);
  console.log(`sister: serving on ${server.url} (open it in a browser)`);
  const signal = await signalled;
  log.info({ signal }, "stopping");
  await server.stop();
  return signal === "SIGINT" ? 130 : 143;
}
